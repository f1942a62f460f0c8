import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState, type FormEvent } from 'react'
import { Button } from '../../shared/button.tsx'
import { Field, fieldText, FormFailure, formClass } from '../../shared/form.tsx'
import { formatMoment } from '../../shared/format.ts'
import { peopleTexts } from '../../shared/people-texts.ts'
import { OneTimeLinkBox } from './one-time-link.tsx'
import { invitationsQuery, invite, sentenceOf, withdrawInvitation } from './people-calls.ts'
import styles from './people.module.css'

const texts = peopleTexts.invite

/** A form that makes an invitation link, and the links that are still open. */
export function Invitations() {
  return (
    <>
      <InviteForm />
      <OpenInvitations />
    </>
  )
}

function InviteForm() {
  const client = useQueryClient()
  const [role, setRole] = useState<'viewer' | 'member'>('viewer')
  const make = useMutation({
    mutationFn: invite,
    onSuccess: () => client.invalidateQueries({ queryKey: invitationsQuery.queryKey }),
  })
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const element = event.currentTarget
    const note = fieldText(new FormData(element), 'note').trim()
    make.mutate({ role, note }, { onSuccess: () => element.reset() })
  }
  return (
    <section className={styles['part']}>
      <h2>{texts.title}</h2>
      <p className={styles['quiet']}>{texts.text}</p>
      <form className={formClass} onSubmit={submit}>
        <label className={styles['choice']}>
          {texts.role}
          <select
            className={styles['select']}
            value={role}
            onChange={({ target }) => setRole(target.value === 'member' ? 'member' : 'viewer')}
          >
            <option value="viewer">{`${peopleTexts.roles.viewer} – ${peopleTexts.roleHints.viewer}`}</option>
            <option value="member">{`${peopleTexts.roles.member} – ${peopleTexts.roleHints.member}`}</option>
          </select>
        </label>
        <Field label={texts.note} name="note" maxLength={100} autoComplete="off" dir="auto" />
        <FormFailure text={sentenceOf(make.error)} />
        <Button className={styles['start']} look="main" type="submit" disabled={make.isPending}>
          {texts.make}
        </Button>
      </form>
      {make.data !== undefined && <OneTimeLinkBox key={make.data.url} link={make.data} text={texts.link} />}
    </section>
  )
}

function OpenInvitations() {
  const client = useQueryClient()
  const list = useQuery(invitationsQuery)
  const withdraw = useMutation({
    mutationFn: withdrawInvitation,
    onSettled: () => client.invalidateQueries({ queryKey: invitationsQuery.queryKey }),
  })
  if (list.data === undefined || list.data.length === 0) return null
  return (
    <section className={styles['part']}>
      <h2>{texts.open}</h2>
      <ul className={styles['rows']}>
        {list.data.map(({ id, role, note, expiresAt }) => (
          <li key={id} className={styles['row']}>
            <div className={styles['what']}>
              <p className={styles['name']} dir="auto">
                {note || texts.someone}
              </p>
              <p className={styles['quiet']}>
                {`${peopleTexts.roles[role]} · ${texts.until(formatMoment(expiresAt))}`}
              </p>
            </div>
            <Button
              aria-label={texts.withdrawOf(note || texts.someone)}
              disabled={withdraw.isPending}
              onClick={() => withdraw.mutate(id)}
            >
              {texts.withdraw}
            </Button>
          </li>
        ))}
      </ul>
      <FormFailure text={sentenceOf(withdraw.error)} />
    </section>
  )
}
