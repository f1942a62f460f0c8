import type { ConnectedBot } from '@gramreel/contracts/bots'
import { botsTexts } from '../../shared/bots-texts.ts'
import { setupTexts } from '../../shared/setup-texts.ts'
import { ConnectForm } from '../bots/connect-form.tsx'
import { Checks, type Check } from './checks.tsx'
import { workingBot, type Facts } from './setup-steps.ts'
import styles from './step.module.css'

const texts = setupTexts.bot

const checksOf = ({ username, delivery }: ConnectedBot): Check[] => [
  { id: 'known', state: 'good', title: texts.known(username ?? ''), text: texts.knownText },
  { id: 'news', state: 'good', title: texts.news, text: botsTexts.delivery[delivery] },
  { id: 'privacy', state: 'good', title: texts.privacy, text: texts.privacyText },
]

/** One that does not work, and why. */
const troubleOf = ({ id, username, state }: ConnectedBot): Check => ({
  id: `${id}`,
  state: state === 'connecting' ? 'waiting' : 'bad',
  title: username === null ? botsTexts.unnamed(id) : `@${username}`,
  text: botsTexts.states[state],
  advice: botsTexts.help[state],
})

export function BotStep({ facts }: { facts: Facts }) {
  const bot = workingBot(facts)
  if (bot) return <Checks label={texts.checks} checks={checksOf(bot)} />
  return (
    <>
      <ol className={styles['how']}>
        <li>
          <span>
            {texts.how[0]}{' '}
            <a href="https://t.me/BotFather" target="_blank" rel="noreferrer">
              @BotFather
            </a>
          </span>
        </li>
        {texts.how.slice(1).map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ol>
      {facts.bots.length > 0 && <Checks label={texts.checks} checks={facts.bots.map(troubleOf)} />}
      <ConnectForm />
    </>
  )
}
