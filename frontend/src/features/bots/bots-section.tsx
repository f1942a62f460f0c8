import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useMemo } from 'react'
import { botsTexts as texts } from '../../shared/bots-texts.ts'
import { Button } from '../../shared/button.tsx'
import { Field, fieldText, formClass, FormFailure } from '../../shared/form.tsx'
import { useLiveEvents } from '../../shared/use-live-events.ts'
import { BotCard } from './bot-card.tsx'
import { botsQuery, connectBot, sentenceOf } from './bots-calls.ts'
import styles from './bots.module.css'

/** The bots, each with its channels; as it is right now. For the owner. */
// oxlint-disable-next-line import/no-default-export -- React.lazy takes default exports
export default function BotsSection() {
  const bots = useQuery(botsQuery)
  const client = useQueryClient()
  const listeners = useMemo(() => {
    const refresh = () => void client.invalidateQueries({ queryKey: botsQuery.queryKey })
    return { bots: refresh, reconnected: refresh, refused: refresh }
  }, [client])
  useLiveEvents(true, listeners)
  return (
    <div className={styles['part']}>
      <ConnectForm />
      {bots.data?.length === 0 && <p className={styles['quiet']}>{texts.none}</p>}
      {bots.data?.map((bot) => (
        <BotCard key={bot.id} bot={bot} />
      ))}
      <FormFailure text={sentenceOf(bots.error)} />
    </div>
  )
}

function ConnectForm() {
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
      <p className={styles['help']}>{texts.intro}</p>
      <Field
        label={texts.token}
        hint={texts.tokenHint}
        name="token"
        type="password"
        autoComplete="off"
        spellCheck={false}
        maxLength={200}
        required
      />
      <FormFailure text={sentenceOf(connect.error)} />
      <Button look="main" type="submit" className={styles['start']} disabled={connect.isPending}>
        {connect.isPending ? texts.connecting : texts.connect}
      </Button>
    </form>
  )
}
