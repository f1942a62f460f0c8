// Older posts of one channel: the button that begins, then how far it is, with pause and cancel.
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Button } from '../../shared/button.tsx'
import { importTexts as texts } from '../../shared/import-texts.ts'
import { describeImport, problemOf } from './describe-import.ts'
import { beginImport, cancelImport, changeImport, importsQuery, type ImportPlace } from './import-calls.ts'
import styles from './import-progress.module.css'

export function ImportProgress({ botId, chat }: ImportPlace) {
  const place = { botId, chat }
  const { data } = useQuery(importsQuery)
  const client = useQueryClient()
  const act = useMutation({
    mutationFn: (does: () => Promise<unknown>) => does(),
    onSettled: () => client.invalidateQueries({ queryKey: importsQuery.queryKey }),
  })
  if (data === undefined) return null
  const item = data.imports.find((each) => each.botId === botId && each.chat === chat)
  const button = (text: string, does: () => Promise<unknown>) => (
    <Button disabled={act.isPending} onClick={() => act.mutate(does)}>
      {text}
    </Button>
  )
  if (!item) return <div className={styles['import']}>{button(texts.begin, () => beginImport(place))}</div>
  const problem = problemOf(item)
  return (
    <div className={styles['import']}>
      {item.state !== 'done' && (
        <progress
          className={styles['bar']}
          aria-label={texts.bar}
          max={item.total ?? undefined}
          value={item.total === null ? undefined : item.done}
        />
      )}
      <p className={styles['line']}>{describeImport(item)}</p>
      {problem !== undefined && <p className={styles['problem']}>{problem}</p>}
      <div className={styles['buttons']}>
        {item.state === 'running' && button(texts.pause, () => changeImport(place, 'paused'))}
        {item.state === 'paused' && button(texts.goOn, () => changeImport(place, 'running'))}
        {item.state !== 'done' && button(texts.cancel, () => cancelImport(place))}
        {item.state === 'done' && button(texts.again, () => beginImport(place))}
      </div>
    </div>
  )
}
