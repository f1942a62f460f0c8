import type { ImportItem } from '@gramreel/contracts/imports'
import { importTexts as texts } from '../../shared/import-texts.ts'

const number = new Intl.NumberFormat()

/** One line on how far it is. */
export const describeImport = ({ state, total, done, found, perSecond }: ImportItem): string => {
  if (state === 'done') return texts.done(number.format(found))
  if (total === null) return texts.counting
  const progress = texts.progress(number.format(done), number.format(total), number.format(found))
  if (state === 'paused') return `${texts.paused} · ${progress}`
  if (perSecond === null || perSecond <= 0) return progress
  return `${progress} · ${texts.left(Math.round((total - done) / perSecond / 60))}`
}

/** Why it does not get on; undefined while it does. */
export const problemOf = ({ problem }: ImportItem): string | undefined => {
  if (problem === null) return undefined
  const { problems } = texts
  if (problem === 'no_worker' || problem === 'no_access' || problem === 'telegram_wait')
    return problems[problem]
  return problems.other
}
