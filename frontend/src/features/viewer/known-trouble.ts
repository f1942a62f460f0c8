import type { FileItem } from '@gramreel/contracts/catalogue'
import type { Reason } from './problems.ts'

/** What the catalogue knows already: then nobody needs to be asked, and no thumbnail promises what cannot come. */
export function knownTrouble({
  deletedAt,
  isUnreadable,
}: Pick<FileItem, 'deletedAt' | 'isUnreadable'>): Reason | undefined {
  if (deletedAt !== undefined) return 'file_deleted'
  return isUnreadable === true ? 'no_bot' : undefined
}
