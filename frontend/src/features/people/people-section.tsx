import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { OneTimeLink, Person, Role } from '@gramreel/contracts/accounts'
import { Button } from '../../shared/button.tsx'
import { FormFailure } from '../../shared/form.tsx'
import { formatMoment } from '../../shared/format.ts'
import { peopleTexts } from '../../shared/people-texts.ts'
import { sessionQuery } from '../../shared/session.ts'
import { Confirm } from '../../shared/confirm.tsx'
import { Invitations } from './invitations.tsx'
import { OneTimeLinkBox } from './one-time-link.tsx'
import { changeRole, makeResetLink, peopleQuery, removePerson, sentenceOf } from './people-calls.ts'
import styles from './people.module.css'

const texts = peopleTexts.people
const ROLES: readonly Role[] = ['viewer', 'member', 'owner']

/** Everybody with an account, and who may still get one. For the owner. */
// oxlint-disable-next-line import/no-default-export -- React.lazy takes default exports
export default function PeopleSection() {
  const people = useQuery(peopleQuery)
  const { data: self } = useQuery(sessionQuery)
  return (
    <>
      <section className={styles['part']}>
        <ul className={styles['rows']}>
          {people.data?.map((person) => (
            <PersonRow key={person.id} person={person} isSelf={person.id === self?.id} />
          ))}
        </ul>
        <FormFailure text={sentenceOf(people.error)} />
      </section>
      <Invitations />
    </>
  )
}

function PersonRow({ person, isSelf }: { person: Person; isSelf: boolean }) {
  const { id, name, email, role, lastSeenAt } = person
  const client = useQueryClient()
  const change = useMutation({
    mutationFn: changeRole,
    onSettled: () =>
      Promise.all([
        client.invalidateQueries({ queryKey: peopleQuery.queryKey }),
        isSelf && client.invalidateQueries({ queryKey: sessionQuery.queryKey }),
      ]),
  })
  const facts = [
    email ?? texts.noEmail,
    lastSeenAt === null ? texts.away : texts.seen(formatMoment(lastSeenAt)),
  ]
  return (
    <li className={styles['row']}>
      <div className={styles['what']}>
        <p>
          <span className={styles['name']} dir="auto">
            {name}
          </span>
          {isSelf && <span className={styles['here']}>{texts.you}</span>}
        </p>
        <p className={styles['quiet']}>{facts.join(' · ')}</p>
      </div>
      <select
        className={styles['select']}
        aria-label={texts.roleOf(name)}
        value={role}
        disabled={change.isPending}
        onChange={({ target }) => {
          const chosen = ROLES.find((each) => each === target.value)
          if (chosen !== undefined) change.mutate({ id, role: chosen })
        }}
      >
        {ROLES.map((each) => (
          <option key={each} value={each}>
            {peopleTexts.roles[each]}
          </option>
        ))}
      </select>
      {!isSelf && <PersonActions person={person} />}
      {change.error !== null && <FormFailure text={sentenceOf(change.error)} />}
    </li>
  )
}

function PersonActions({ person: { id, name } }: { person: Person }) {
  const client = useQueryClient()
  const [question, setQuestion] = useState<'reset' | 'remove'>()
  const [link, setLink] = useState<OneTimeLink>()
  const close = () => setQuestion(undefined)
  const refresh = () => client.invalidateQueries({ queryKey: peopleQuery.queryKey })
  const remove = useMutation({ mutationFn: removePerson, onSuccess: refresh })
  const reset = useMutation({
    mutationFn: makeResetLink,
    onSuccess: async (made) => {
      setLink(made)
      close()
      await refresh()
    },
  })
  return (
    <>
      <div className={styles['actions']}>
        <Button aria-label={texts.resetOf(name)} onClick={() => setQuestion('reset')}>
          {texts.reset}
        </Button>
        <Button aria-label={texts.removeOf(name)} onClick={() => setQuestion('remove')}>
          {texts.remove}
        </Button>
      </div>
      {link !== undefined && <OneTimeLinkBox link={link} text={texts.resetLink(name)} />}
      {question === 'reset' && (
        <Confirm
          title={texts.resetTitle(name)}
          text={texts.resetText}
          action={texts.resetMake}
          isBusy={reset.isPending}
          onConfirm={() => reset.mutate(id)}
          onClose={close}
        >
          <FormFailure text={sentenceOf(reset.error)} />
        </Confirm>
      )}
      {question === 'remove' && (
        <Confirm
          title={texts.removeTitle(name)}
          text={texts.removeText}
          action={texts.removeDo}
          isBusy={remove.isPending}
          onConfirm={() => remove.mutate(id)}
          onClose={close}
        >
          <FormFailure text={sentenceOf(remove.error)} />
        </Confirm>
      )}
    </>
  )
}
