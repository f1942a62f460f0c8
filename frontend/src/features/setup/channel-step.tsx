import type { Channel } from '@gramreel/contracts/bots'
import { ButtonLink } from '../../shared/button.tsx'
import { setupTexts } from '../../shared/setup-texts.ts'
import { ChannelRow } from '../bots/channel-row.tsx'
import { Checks, type Check } from './checks.tsx'
import { channelsOf, workingBot, workingChannel, type Facts } from './setup-steps.ts'
import styles from './step.module.css'

const texts = setupTexts.channel

/** Telegram's page that adds a bot with these rights: https://core.telegram.org/api/links#groupchannel-bot-links */
const addLink = (username: string) =>
  `https://t.me/${encodeURIComponent(username)}?startchannel&admin=post_messages+edit_messages+delete_messages`

const right = (id: 'post' | 'remove', isThere: boolean): Check => ({
  id,
  state: isThere ? 'good' : 'bad',
  title: texts.rights[id].title,
  text: isThere ? texts.rights[id].good : texts.rights[id].bad,
  advice: isThere ? undefined : texts.rights[id].advice,
})

const checksOf = ({ mayPost, mayDelete, title }: Channel): Check[] => [
  { id: 'heard', state: 'good', title: texts.heard(title), text: texts.heardText },
  right('post', mayPost),
  right('remove', mayDelete),
]

export function ChannelStep({ facts }: { facts: Facts }) {
  const bot = workingBot(facts)
  const working = workingChannel(facts)
  const channels = channelsOf(facts)
  return (
    <>
      {working ? (
        <Checks key="good" label={texts.checks} checks={checksOf(working.channel)} />
      ) : (
        <>
          <ol className={styles['how']}>
            {texts.how(bot?.username ?? undefined).map((line) => (
              <li key={line}>{line}</li>
            ))}
          </ol>
          {bot?.username !== null && bot?.username !== undefined && (
            <div className={styles['actions']}>
              <ButtonLink href={addLink(bot.username)} target="_blank" rel="noreferrer">
                {texts.add(bot.username)}
              </ButtonLink>
            </div>
          )}
          <Checks
            key="waits"
            label={texts.checks}
            checks={[waitingFor(bot !== undefined, channels.length)]}
          />
        </>
      )}
      {channels.length > 0 && (
        <ul className={styles['channels']} aria-label={texts.list}>
          {channels.map((each) => (
            <ChannelRow
              key={`${each.bot.id} ${each.channel.chat}`}
              bot={each.bot.id}
              channel={each.channel}
            />
          ))}
        </ul>
      )}
    </>
  )
}

const waitingFor = (hasBot: boolean, found: number): Check => {
  if (!hasBot) return { id: 'bot', state: 'bad', title: texts.noBot, advice: texts.noBotAdvice }
  return { id: 'post', state: 'waiting', title: found === 0 ? texts.listening : texts.found }
}
