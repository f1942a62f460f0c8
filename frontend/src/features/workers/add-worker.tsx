import type { WorkerInvitation } from '@gramreel/contracts/worker-list'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { Button, ButtonLink } from '../../shared/button.tsx'
import { Field, fieldText, formClass, FormFailure } from '../../shared/form.tsx'
import { DEPLOY_TO_RENDER } from '../../shared/repository.ts'
import { workerTexts } from '../../shared/worker-texts.ts'
import { sentenceOf } from './sentence-of.ts'
import { inviteWorker, workersQuery } from './worker-calls.ts'
import styles from './workers.module.css'

const texts = workerTexts.add

/** Makes a code, and shows what to paste where. */
export function AddWorker() {
  const client = useQueryClient()
  const [invitation, setInvitation] = useState<WorkerInvitation>()
  const invite = useMutation({
    mutationFn: inviteWorker,
    onSuccess: (answer) => {
      setInvitation(answer)
      return client.invalidateQueries({ queryKey: workersQuery.queryKey })
    },
  })
  return (
    <section className={styles['part']}>
      <h2>{texts.title}</h2>
      {invitation ? (
        <InvitationBox invitation={invitation} onDone={() => setInvitation(undefined)} />
      ) : (
        <form
          className={formClass}
          onSubmit={(event) => {
            event.preventDefault()
            invite.mutate(fieldText(new FormData(event.currentTarget), 'name').trim() || workerTexts.unnamed)
          }}
        >
          <p className={styles['quiet']}>{texts.text}</p>
          <Field label={workerTexts.nameLabel} name="name" maxLength={60} placeholder={workerTexts.unnamed} />
          <FormFailure text={sentenceOf(invite.error)} />
          <Button className={styles['start']} look="main" type="submit" disabled={invite.isPending}>
            {texts.button}
          </Button>
        </form>
      )}
    </section>
  )
}

const linesFor = ({ code }: WorkerInvitation) =>
  [
    `BACKEND_URL=${window.location.origin}`,
    `ENROLMENT_CODE=${code}`,
    'TELEGRAM_API_ID=',
    'TELEGRAM_API_HASH=',
    'TELEGRAM_BOT_TOKEN=',
  ].join('\n')

function InvitationBox({ invitation, onDone }: { invitation: WorkerInvitation; onDone: () => void }) {
  const [isCopied, setCopied] = useState(false)
  const lines = linesFor(invitation)
  const copy = async () => {
    await navigator.clipboard.writeText(lines)
    setCopied(true)
  }
  return (
    <div className={styles['box']} role="status">
      <h3>{texts.codeTitle}</h3>
      <p>{texts.codeText}</p>
      <pre tabIndex={0} aria-label={texts.codeTitle}>
        {lines}
      </pre>
      <p className={styles['quiet']}>{texts.onlyNow}</p>
      <div className={styles['actions']}>
        {'clipboard' in navigator && (
          <Button look="main" onClick={() => void copy().catch(() => {})}>
            {isCopied ? texts.copied : texts.copy}
          </Button>
        )}
        <ButtonLink href={DEPLOY_TO_RENDER} target="_blank" rel="noreferrer">
          {texts.render}
        </ButtonLink>
        <Button onClick={onDone}>{texts.done}</Button>
      </div>
      <p className={styles['quiet']}>{texts.renderText}</p>
    </div>
  )
}
