import type { WorkerCheck, WorkerItem } from '@gramreel/contracts/worker-list'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { Button } from '../../shared/button.tsx'
import { Field, fieldText, formClass, FormFailure } from '../../shared/form.tsx'
import { formatMoment } from '../../shared/format.ts'
import { workerTexts as texts } from '../../shared/worker-texts.ts'
import { describeCheck } from './describe-check.ts'
import { sentenceOf, sentenceOfCode } from './sentence-of.ts'
import { changeWorker, checkWorker, removeWorker, workersQuery } from './worker-calls.ts'
import styles from './workers.module.css'

const GIGABYTE = 1e9

/** One worker, how it is doing in lines, and what can be done about it. */
export function WorkerCard({ worker }: { worker: WorkerItem }) {
  const client = useQueryClient()
  const again = () => client.invalidateQueries({ queryKey: workersQuery.queryKey })
  const check = useMutation({ mutationFn: checkWorker, onSettled: again })
  const { mutate: runChecks } = check
  const [open, setOpen] = useState<'edit' | 'remove'>()
  const { id, name, url, botUsername, version, state, checkedAt } = worker
  const isThere = url !== null
  const isOurs = id !== 'settings'

  // Somebody looks: so it is tried out, once.
  const isNew = isThere && checkedAt === null && state === 'ok'
  useEffect(() => {
    if (isNew) runChecks(id)
  }, [isNew, id, runChecks])

  const facts = [
    url,
    botUsername === null ? null : `@${botUsername}`,
    version === null ? null : texts.version(version),
  ].filter((fact) => fact !== null)
  return (
    <li className={styles['card']}>
      <div className={styles['head']}>
        <h2 dir="auto">{name}</h2>
        <StateBadge worker={worker} />
      </div>
      {facts.length > 0 && <p className={styles['quiet']}>{facts.join(' · ')}</p>}
      <Expectation worker={worker} />
      {worker.checks.length > 0 && (
        <ul className={styles['checks']}>
          {worker.checks.map((each) => (
            <CheckLine key={each.name} check={each} worker={worker} />
          ))}
        </ul>
      )}
      {checkedAt !== null && <p className={styles['quiet']}>{texts.checkedAt(formatMoment(checkedAt))}</p>}
      {!isOurs && <p className={styles['quiet']}>{texts.ofSettings}</p>}
      <FormFailure text={sentenceOf(check.error)} />
      {open === 'edit' && <EditForm worker={worker} onDone={() => setOpen(undefined)} />}
      {open === 'remove' && <RemoveForm id={id} onDone={() => setOpen(undefined)} />}
      {open === undefined && (
        <div className={styles['actions']}>
          {isThere && (
            <Button onClick={() => runChecks(id)} disabled={check.isPending}>
              {check.isPending ? texts.checking : texts.runChecks}
            </Button>
          )}
          {isOurs && <Button onClick={() => setOpen('edit')}>{texts.change}</Button>}
          {isOurs && <Button onClick={() => setOpen('remove')}>{texts.remove}</Button>}
        </div>
      )}
    </li>
  )
}

const SHAPES = { good: '✓', bad: '✕', unknown: '–' } as const

function StateBadge({ worker: { state, isFull } }: { worker: WorkerItem }) {
  const isWell = state === 'ok' && !isFull
  const isAway = state === 'unreachable' || state === 'none' || state === 'late'
  const look = isWell ? 'good' : isAway ? 'bad' : 'unknown'
  return (
    <span className={`${styles['badge']} ${styles[look]}`}>
      <span aria-hidden="true">{SHAPES[look]}</span> {texts.states[isFull && state === 'ok' ? 'full' : state]}
    </span>
  )
}

/** What a worker that has not come yet is waited for, and why its last try failed. */
function Expectation({ worker: { state, codeExpiresAt, problem } }: { worker: WorkerItem }) {
  return (
    <>
      {state === 'expected' && codeExpiresAt !== null && <p>{texts.expected(formatMoment(codeExpiresAt))}</p>}
      {state === 'late' && <p>{texts.late}</p>}
      <FormFailure text={problem === null ? undefined : `${texts.lastTry} ${sentenceOfCode(problem)}`} />
    </>
  )
}

function CheckLine({ check, worker }: { check: WorkerCheck; worker: WorkerItem }) {
  const { title, text, advice } = describeCheck(check, worker)
  return (
    <li className={styles[check.state]}>
      <span className={styles['shape']} aria-hidden="true">
        {SHAPES[check.state]}
      </span>
      <span>
        <span className={styles['title']}>{title}</span> <span className={styles['found']}>{text}</span>
        {advice !== undefined && <span className={styles['advice']}>{advice}</span>}
      </span>
    </li>
  )
}

function EditForm({ worker, onDone }: { worker: WorkerItem; onDone: () => void }) {
  const client = useQueryClient()
  const change = useMutation({
    mutationFn: changeWorker,
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: workersQuery.queryKey })
      onDone()
    },
  })
  const { id, name, allowanceBytes } = worker
  return (
    <form
      className={formClass}
      onSubmit={(event) => {
        event.preventDefault()
        const form = new FormData(event.currentTarget)
        const gigabytes = fieldText(form, 'allowance').trim()
        change.mutate({
          id,
          name: fieldText(form, 'name').trim() || name,
          allowanceBytes: gigabytes === '' ? null : Math.round(Number(gigabytes) * GIGABYTE),
        })
      }}
    >
      <Field label={texts.nameLabel} name="name" defaultValue={name} maxLength={60} required />
      <Field
        label={texts.allowanceLabel}
        hint={texts.allowanceHint}
        name="allowance"
        type="number"
        min={0}
        max={1_000_000}
        step="any"
        defaultValue={allowanceBytes === null ? '' : allowanceBytes / GIGABYTE}
      />
      <FormFailure text={sentenceOf(change.error)} />
      <div className={styles['actions']}>
        <Button look="main" type="submit" disabled={change.isPending}>
          {texts.save}
        </Button>
        <Button onClick={onDone}>{texts.cancel}</Button>
      </div>
    </form>
  )
}

function RemoveForm({ id, onDone }: { id: string; onDone: () => void }) {
  const client = useQueryClient()
  const remove = useMutation({
    mutationFn: removeWorker,
    onSuccess: () => client.invalidateQueries({ queryKey: workersQuery.queryKey }),
  })
  return (
    <div className={styles['box']}>
      <p className={styles['title']}>{texts.removeAsk}</p>
      <p>{texts.removeText}</p>
      <FormFailure text={sentenceOf(remove.error)} />
      <div className={styles['actions']}>
        <Button look="main" onClick={() => remove.mutate(id)} disabled={remove.isPending}>
          {texts.remove}
        </Button>
        <Button onClick={onDone}>{texts.keep}</Button>
      </div>
    </div>
  )
}
