import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useMemo, useRef } from 'react'
import { ApiError } from '../../shared/api.ts'
import { botsTexts as texts } from '../../shared/bots-texts.ts'
import { Button } from '../../shared/button.tsx'
import { formatSeconds } from '../../shared/format.ts'
import { Field, fieldText, formClass, FormFailure } from '../../shared/form.tsx'
import { botsQuery, connectBot, sentenceOf } from './bots-calls.ts'
import styles from './bots.module.css'
import { useCountdown } from './use-countdown.ts'

/** How long Telegram wants to be left alone, where it says so. */
const waitOf = (error: Error | null): { seconds: number } | undefined =>
  error instanceof ApiError && error.code === 'telegram_wait' && error.retryAfterSeconds !== undefined
    ? { seconds: error.retryAfterSeconds }
    : undefined

/** A token, asked of Telegram at once when it is pasted; again by itself after a wait that Telegram asks for. */
export function ConnectForm({ children }: { children?: string }) {
  const client = useQueryClient()
  const connect = useMutation({
    mutationFn: connectBot,
    onSettled: () => client.invalidateQueries({ queryKey: botsQuery.queryKey }),
  })
  const form = useRef<HTMLFormElement>(null)
  const send = (token: string) => connect.mutate(token, { onSuccess: () => form.current?.reset() })
  const wait = useMemo(() => waitOf(connect.error), [connect.error])
  const left = useCountdown(wait, () => connect.variables !== undefined && send(connect.variables))
  return (
    <form
      ref={form}
      className={formClass}
      onSubmit={(event) => {
        event.preventDefault()
        send(fieldText(new FormData(event.currentTarget), 'token'))
      }}
    >
      {children !== undefined && <p className={styles['help']}>{children}</p>}
      <Field
        label={texts.token}
        hint={texts.tokenHint}
        name="token"
        type="password"
        autoComplete="off"
        spellCheck={false}
        maxLength={200}
        required
        onPaste={({ currentTarget: { form } }) => setTimeout(() => form?.requestSubmit())}
      />
      <FormFailure
        text={
          wait === undefined
            ? sentenceOf(connect.error)
            : texts.telegramWaits(formatSeconds(Math.ceil(wait.seconds)))
        }
      />
      {left !== undefined && (
        <p role="timer" className={styles['help']}>
          {texts.connectsIn(formatSeconds(left))}
        </p>
      )}
      <Button look="main" type="submit" className={styles['start']} disabled={connect.isPending}>
        {connect.isPending ? texts.connecting : texts.connect}
      </Button>
    </form>
  )
}
