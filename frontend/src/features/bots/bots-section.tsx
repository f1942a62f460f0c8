import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useMemo } from 'react'
import { botsTexts as texts } from '../../shared/bots-texts.ts'
import { FormFailure } from '../../shared/form.tsx'
import { useLiveEvents } from '../../shared/use-live-events.ts'
import { BotCard } from './bot-card.tsx'
import { botsQuery, sentenceOf } from './bots-calls.ts'
import styles from './bots.module.css'
import { ConnectForm } from './connect-form.tsx'

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
      <p>
        <a className={styles['way']} href="/setup">
          {texts.setUp}
        </a>
      </p>
      <ConnectForm>{texts.intro}</ConnectForm>
      {bots.data?.length === 0 && <p className={styles['quiet']}>{texts.none}</p>}
      {bots.data?.map((bot) => (
        <BotCard key={bot.id} bot={bot} />
      ))}
      <FormFailure text={sentenceOf(bots.error)} />
    </div>
  )
}
