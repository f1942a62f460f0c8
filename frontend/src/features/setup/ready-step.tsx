import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { Button, ButtonLink } from '../../shared/button.tsx'
import { setupTexts } from '../../shared/setup-texts.ts'
import { uploadFailureText } from '../../shared/upload-texts.ts'
import { reasonOf } from '../upload/run-upload.ts'
import { Checks, type Check } from './checks.tsx'
import { isDone, STEPS, type Facts } from './setup-steps.ts'
import styles from './step.module.css'
import { sendGreeting, STAGES, type Stage } from './send-greeting.ts'

const texts = setupTexts.ready

export function ReadyStep({ facts }: { facts: Facts }) {
  const isAll = STEPS.every((step) => isDone(step, facts))
  const summary = STEPS.map((step): Check => {
    const isOver = isDone(step, facts)
    return {
      id: step,
      state: isOver ? 'good' : 'bad',
      title: setupTexts.names[step],
      text: isOver ? texts.done[step] : texts.missing[step],
    }
  })
  return (
    <>
      <Checks label={texts.summary} checks={summary} />
      {isAll && <Trial />}
      <div className={styles['actions']}>
        <ButtonLink look="main" href="/">
          {texts.open}
        </ButtonLink>
        <ButtonLink href="/settings">{texts.settings}</ButtonLink>
      </div>
    </>
  )
}

/** The proof: a small picture goes to Telegram and comes back. */
function Trial() {
  const [stage, setStage] = useState<Stage>('sending')
  const trial = useMutation({ mutationFn: () => sendGreeting(setStage) })
  const { data, error, isPending, isIdle } = trial
  const at = STAGES.indexOf(stage)
  const checks = STAGES.map((name, index): Check => {
    const isPast = data !== undefined || index < at
    const isHere = index === at && !isPast
    return {
      id: name,
      state: isPast ? 'good' : isHere && error !== null ? 'bad' : 'waiting',
      title: texts.stages[name],
      text: isPast && name === 'opening' ? texts.opened(Math.round(data?.ms ?? 0)) : undefined,
      advice: isHere && error !== null ? uploadFailureText(reasonOf(error)) : undefined,
    }
  })
  return (
    <section className={styles['box']}>
      <h2>{texts.trialTitle}</h2>
      <p>{texts.trialText}</p>
      {!isIdle && <Checks label={texts.trialTitle} checks={checks} />}
      {data !== undefined && <img src={data.url} alt={texts.greetingAlt} width={640} height={400} />}
      {data === undefined && (
        <Button disabled={isPending} onClick={() => trial.mutate()}>
          {error === null ? texts.trialButton : texts.trialAgain}
        </Button>
      )}
    </section>
  )
}
