import type { BotState, ConnectedBot } from '@gramreel/contracts/bots'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useId, useState } from 'react'
import { botsTexts as texts } from '../../shared/bots-texts.ts'
import { Button } from '../../shared/button.tsx'
import { FormFailure } from '../../shared/form.tsx'
import { botsQuery, removeBot, sentenceOf } from './bots-calls.ts'
import styles from './bots.module.css'
import { ChannelRow } from './channel-row.tsx'
import { StateWord, type Mood } from './state-word.tsx'

const MOODS: Record<BotState, Mood> = {
  ok: 'good',
  connecting: 'waiting',
  unreachable: 'bad',
  refused: 'bad',
  locked: 'bad',
}

/** Those that wait for the owner's word come first, those that he does not want last. */
const ORDER = { found: 0, accepted: 1, ignored: 2 }

export function BotCard({ bot }: { bot: ConnectedBot }) {
  const { id, username, state, delivery, isNamed } = bot
  const title = useId()
  const name = username === null ? texts.unnamed(id) : `@${username}`
  const channels = bot.channels.toSorted((a, b) => ORDER[a.decision] - ORDER[b.decision])
  const help = texts.help[state]
  return (
    <section className={styles['bot']} aria-labelledby={title}>
      <div className={styles['head']}>
        <div className={styles['what']}>
          <h2 id={title}>{name}</h2>
          <StateWord mood={MOODS[state]}>{texts.states[state]}</StateWord>
          <p className={styles['quiet']}>{isNamed ? texts.named : texts.delivery[delivery]}</p>
        </div>
        {!isNamed && <RemoveBot id={id} name={name} />}
      </div>
      {help !== undefined && <p className={styles['help']}>{help}</p>}
      {channels.length === 0 ? (
        <p className={styles['help']}>{texts.noChannels}</p>
      ) : (
        <ul className={styles['channels']} aria-label={texts.channels}>
          {channels.map((channel) => (
            <ChannelRow key={channel.chat} bot={id} channel={channel} />
          ))}
        </ul>
      )}
    </section>
  )
}

function RemoveBot({ id, name }: { id: number; name: string }) {
  const client = useQueryClient()
  const [isAsking, setAsking] = useState(false)
  const remove = useMutation({
    mutationFn: removeBot,
    onSettled: () => client.invalidateQueries({ queryKey: botsQuery.queryKey }),
  })
  if (!isAsking) {
    return (
      <Button aria-label={texts.removeOf(name)} onClick={() => setAsking(true)}>
        {texts.remove}
      </Button>
    )
  }
  return (
    <div className={styles['question']} role="group" aria-label={texts.removeTitle(name)}>
      <p>
        <strong>{texts.removeTitle(name)}</strong> {texts.removeText}
      </p>
      <div className={styles['actions']}>
        <Button onClick={() => setAsking(false)}>{texts.cancel}</Button>
        <Button look="main" disabled={remove.isPending} onClick={() => remove.mutate(id)}>
          {texts.remove}
        </Button>
      </div>
      <FormFailure text={sentenceOf(remove.error)} />
    </div>
  )
}
