import type { FileItem } from '@gramreel/contracts/catalogue'
import { titleOf } from '../../shared/title.ts'
import { findWords, lineAround, type Part } from './find-words.ts'
import styles from './matched-words.module.css'

const inMarks = (parts: readonly Part[]) =>
  parts.map(({ text, isMatch }, n) =>
    // oxlint-disable-next-line react/no-array-index-key -- parts of one text, which never move
    isMatch ? <mark key={n}>{text}</mark> : <span key={n}>{text}</span>,
  )

/** Why a tile was found: the words in its title, or else a line of its caption or name. */
// oxlint-disable-next-line import/no-default-export -- React.lazy takes default exports
export default function MatchedWords({ item, query }: { item: FileItem; query: string }) {
  const title = titleOf(item)
  const parts = findWords(title, query)
  const isInTitle = parts.some(({ isMatch }) => isMatch)
  const line = isInTitle ? undefined : (lineAround(item.caption, query) ?? lineAround(item.name, query))
  return (
    <span className={styles['matched']}>
      <span className={styles['line']} dir="auto">
        {inMarks(parts)}
      </span>
      {line !== undefined && (
        <span className={styles['line']} dir="auto">
          {inMarks(line)}
        </span>
      )}
    </span>
  )
}
