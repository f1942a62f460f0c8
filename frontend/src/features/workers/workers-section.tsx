import { useMutation, useQuery } from '@tanstack/react-query'
import { Button } from '../../shared/button.tsx'
import { FormFailure } from '../../shared/form.tsx'
import { formatMoment } from '../../shared/format.ts'
import { workerTexts as texts } from '../../shared/worker-texts.ts'
import { AddWorker } from './add-worker.tsx'
import { sentenceOf } from './sentence-of.ts'
import { newLinkKey, useWorkerEvents, workersQuery } from './worker-calls.ts'
import { WorkerCard } from './worker-card.tsx'
import styles from './workers.module.css'

/** All workers, live. For the owner. */
// oxlint-disable-next-line import/no-default-export -- React.lazy takes default exports
export default function WorkersSection() {
  useWorkerEvents()
  const { data, error } = useQuery(workersQuery)
  return (
    <>
      <section className={styles['part']}>
        <p className={styles['quiet']}>{data?.workers.length === 0 ? texts.none : texts.intro}</p>
        <FormFailure text={sentenceOf(error)} />
        <ul className={styles['cards']}>
          {data?.workers.map((worker) => (
            <WorkerCard key={worker.id} worker={worker} />
          ))}
        </ul>
      </section>
      <AddWorker />
      <LinkKey />
    </>
  )
}

function LinkKey() {
  const rotate = useMutation({ mutationFn: newLinkKey })
  return (
    <section className={styles['part']}>
      <h2>{texts.keys.title}</h2>
      <p className={styles['quiet']}>{texts.keys.text}</p>
      <FormFailure text={sentenceOf(rotate.error)} />
      <p role="status">{rotate.data && texts.keys.done(formatMoment(rotate.data.signsFrom))}</p>
      <Button className={styles['start']} onClick={() => rotate.mutate()} disabled={rotate.isPending}>
        {texts.keys.button}
      </Button>
    </section>
  )
}
