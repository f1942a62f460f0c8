import type { WorkerItem } from '@gramreel/contracts/worker-list'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'
import { Button } from '../../shared/button.tsx'
import { setupTexts } from '../../shared/setup-texts.ts'
import { workerTexts } from '../../shared/worker-texts.ts'
import { AddWorker } from '../workers/add-worker.tsx'
import { describeCheck } from '../workers/describe-check.ts'
import { sentenceOfCode } from '../workers/sentence-of.ts'
import { checkWorker, workersQuery } from '../workers/worker-calls.ts'
import { Checks, type Check } from './checks.tsx'
import { bestWorker, type Facts } from './setup-steps.ts'
import styles from './step.module.css'

const texts = setupTexts.worker

const checksOf = (worker: WorkerItem, isTrying: boolean): Check[] => [
  ...worker.checks
    .filter(({ name }) => name !== 'traffic')
    .map((check): Check => {
      const { title, text, advice } = describeCheck(check, worker)
      const isOpen = check.state === 'unknown'
      const state = isOpen ? (isTrying ? 'waiting' : 'open') : check.state === 'good' ? 'good' : 'bad'
      return { id: check.name, state, title, text, advice }
    }),
  {
    id: 'large',
    state: worker.state === 'ok' ? 'good' : 'waiting',
    title: texts.large,
    text: texts.largeText,
  },
]

export function WorkerStep({ facts }: { facts: Facts }) {
  const worker = bestWorker(facts)
  if (worker !== undefined && worker.url !== null) return <Found worker={worker} />
  return (
    <>
      <ol className={styles['how']}>
        {texts.how.map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ol>
      <AddWorker />
      {worker !== undefined && <Checks label={texts.checks} checks={[expectationOf(worker)]} />}
    </>
  )
}

/** A worker that is there: tried out once by itself, and again by a button. */
function Found({ worker }: { worker: WorkerItem }) {
  const client = useQueryClient()
  const check = useMutation({
    mutationFn: checkWorker,
    onSettled: () => client.invalidateQueries({ queryKey: workersQuery.queryKey }),
  })
  const { mutate: runChecks } = check
  const { id, state, checkedAt, name, url } = worker
  const isNew = checkedAt === null && state === 'ok'
  useEffect(() => {
    if (isNew) runChecks(id)
  }, [isNew, id, runChecks])
  return (
    <>
      <p>
        <strong dir="auto">{name}</strong> · {url}
      </p>
      <Checks label={texts.checks} checks={checksOf(worker, check.isPending)} />
      <div className={styles['actions']}>
        <Button onClick={() => runChecks(id)} disabled={check.isPending}>
          {check.isPending ? workerTexts.checking : workerTexts.runChecks}
        </Button>
      </div>
    </>
  )
}

const expectationOf = ({ name, state, problem }: WorkerItem): Check => ({
  id: 'expected',
  state: problem !== null || state === 'late' ? 'bad' : 'waiting',
  title: texts.waiting(name),
  text: problem === null ? (state === 'late' ? workerTexts.late : undefined) : sentenceOfCode(problem),
  advice: problem === null && state !== 'late' ? texts.waitingText : undefined,
})
