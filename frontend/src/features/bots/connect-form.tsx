import { useMutation, useQueryClient } from '@tanstack/react-query'
import { botsTexts as texts } from '../../shared/bots-texts.ts'
import { Button } from '../../shared/button.tsx'
import { Field, fieldText, formClass, FormFailure } from '../../shared/form.tsx'
import { botsQuery, connectBot, sentenceOf } from './bots-calls.ts'
import styles from './bots.module.css'

/** A token, asked of Telegram at once when it is pasted. */
export function ConnectForm({ children }: { children?: string }) {
  const client = useQueryClient()
  const connect = useMutation({
    mutationFn: connectBot,
    onSettled: () => client.invalidateQueries({ queryKey: botsQuery.queryKey }),
  })
  return (
    <form
      className={formClass}
      onSubmit={(event) => {
        event.preventDefault()
        const form = event.currentTarget
        connect.mutate(fieldText(new FormData(form), 'token'), { onSuccess: () => form.reset() })
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
      <FormFailure text={sentenceOf(connect.error)} />
      <Button look="main" type="submit" className={styles['start']} disabled={connect.isPending}>
        {connect.isPending ? texts.connecting : texts.connect}
      </Button>
    </form>
  )
}
