import type { Channel } from '@gramreel/contracts/bots'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { botsTexts as texts } from '../../shared/bots-texts.ts'
import { Button } from '../../shared/button.tsx'
import { FormFailure } from '../../shared/form.tsx'
import { ImportProgress } from '../imports/import-progress.tsx'
import { botsQuery, checkChannel, chooseChannel, sentenceOf } from './bots-calls.ts'
import styles from './bots.module.css'
import { StateWord, type Mood } from './state-word.tsx'

/** The state in one word: what is wrong first, then what the owner decided. */
const stateOf = ({ problem, decision, kind }: Channel): { mood: Mood; word: string } => {
  if (decision === 'ignored') return { mood: 'waiting', word: texts.decisions.ignored }
  if (problem === 'unchecked') return { mood: 'waiting', word: texts.problems.unchecked }
  if (problem !== null)
    return { mood: 'bad', word: kind === 'private' ? texts.privateRemoved : texts.problems[problem] }
  return { mood: decision === 'accepted' ? 'good' : 'waiting', word: texts.decisions[decision] }
}

const helpOf = ({ problem, decision, kind, mayPost }: Channel): string | undefined => {
  if (decision === 'ignored' || kind === 'private') return undefined
  if (problem !== null) return texts.problemHelp[problem]
  return decision === 'accepted' && !mayPost ? texts.mayNotPost : undefined
}

const factsOf = ({ kind, isNamed, waiting, missed }: Channel): string =>
  [
    texts.kinds[kind],
    isNamed ? texts.channelNamed : '',
    waiting > 0 ? texts.waiting(waiting) : '',
    missed > 0 ? texts.missed(missed) : '',
  ]
    .filter(Boolean)
    .join(' · ')

/** Only channels number their own posts, so that a bot may ask for those of before. */
const hasPast = ({ kind, decision, problem }: Channel): boolean =>
  (kind === 'channel' || kind === 'supergroup') && decision === 'accepted' && problem === null

export function ChannelRow({ bot, channel }: { bot: number; channel: Channel }) {
  const { chat, title, decision, isNamed, problem } = channel
  const client = useQueryClient()
  const onSettled = () => client.invalidateQueries({ queryKey: botsQuery.queryKey })
  const choose = useMutation({ mutationFn: chooseChannel, onSettled })
  const check = useMutation({ mutationFn: checkChannel, onSettled })
  const isBusy = choose.isPending || check.isPending
  const { mood, word } = stateOf(channel)
  const help = helpOf(channel)
  const failure = sentenceOf(choose.error ?? check.error)
  return (
    <li className={styles['channel']}>
      <div className={styles['what']}>
        <p className={styles['name']} dir="auto">
          {title}
        </p>
        <p className={styles['quiet']}>{factsOf(channel)}</p>
        <StateWord mood={mood}>{word}</StateWord>
        {help !== undefined && <p className={styles['help']}>{help}</p>}
        {decision === 'found' && <p className={styles['help']}>{texts.question}</p>}
      </div>
      <div className={styles['actions']}>
        {problem !== null && decision !== 'ignored' && (
          <Button
            aria-label={texts.checkOf(title)}
            disabled={isBusy}
            onClick={() => check.mutate({ bot, chat })}
          >
            {texts.check}
          </Button>
        )}
        {!isNamed && decision !== 'ignored' && (
          <Button
            aria-label={texts.ignoreOf(title)}
            disabled={isBusy}
            onClick={() => choose.mutate({ bot, chat, decision: 'ignored' })}
          >
            {texts.ignore}
          </Button>
        )}
        {!isNamed && decision !== 'accepted' && (
          <Button
            look="main"
            aria-label={texts.acceptOf(title)}
            disabled={isBusy}
            onClick={() => choose.mutate({ bot, chat, decision: 'accepted' })}
          >
            {texts.accept}
          </Button>
        )}
      </div>
      {failure !== undefined && <FormFailure text={failure} />}
      {hasPast(channel) && <ImportProgress botId={bot} chat={chat} />}
    </li>
  )
}
