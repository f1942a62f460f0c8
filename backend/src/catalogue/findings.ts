// What workers find out about files while they serve them (contracts/src/findings.ts). A worker is believed about the files
// of its own bots, and only about the post that its link named: a message number means another post to another bot.
import type { Finding } from '@gramreel/contracts/findings'
import { mimeOr } from '../mime-type.ts'
import type { Database } from '../storage/database.ts'

type Parts = {
  database: Database
  /** Told of files that may have had captions, or be such, since they changed. */
  matchCaptions: (within: Database, ids: readonly string[]) => Promise<void>
  /** Something in the gallery is other than it was. */
  onChange: () => void
  /** Seconds since 1970. */
  now?: () => number
}

export const createFindings = ({
  database,
  matchCaptions,
  onChange,
  now = () => Math.floor(Date.now() / 1000),
}: Parts) => {
  const changeOf = (finding: Finding) =>
    finding.found === 'deleted'
      ? { deleted_at: now() }
      : {
          deleted_at: null,
          // What was read under the wrong size was most likely nothing.
          inspected_at: null,
          size: finding.size,
          ...(finding.mime !== undefined && { mime: mimeOr(finding.mime, 'application/octet-stream') }),
        }

  const apply = async (finding: Finding, botIds: readonly number[]): Promise<boolean> => {
    const change = changeOf(finding)
    const { numUpdatedRows } = await database
      .updateTable('files')
      .set(change)
      .where('id', '=', finding.file)
      .where('chat_id', '=', finding.chat)
      .where('message_id', '=', finding.msg)
      .where((files) =>
        files.exists(
          files
            .selectFrom('file_bots')
            .select('file_bots.file')
            .whereRef('file_bots.file', '=', 'files.id')
            .where('file_bots.bot_id', 'in', botIds),
        ),
      )
      // The first who says so says when.
      .$if(finding.found === 'deleted', (files) => files.where('deleted_at', 'is', null))
      .executeTakeFirst()
    return numUpdatedRows > 0n
  }

  return {
    /** What is not believed is left out, without a word. */
    take: async (findings: readonly Finding[], botIds: readonly number[]): Promise<void> => {
      if (botIds.length === 0) return
      let isChanged = false
      for (const finding of findings) isChanged = (await apply(finding, botIds)) || isChanged
      if (!isChanged) return
      await matchCaptions(
        database,
        findings.map(({ file }) => file),
      )
      onChange()
    },
  }
}

export type Findings = ReturnType<typeof createFindings>
