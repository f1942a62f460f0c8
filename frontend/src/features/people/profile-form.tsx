import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState, type FormEvent } from 'react'
import type { Account } from '@gramreel/contracts/accounts'
import { changeAccount } from '../../shared/api.ts'
import { Button } from '../../shared/button.tsx'
import { Field, fieldText, FormFailure, formClass } from '../../shared/form.tsx'
import { peopleTexts } from '../../shared/people-texts.ts'
import { sessionQuery } from '../../shared/session.ts'
import { sentenceOf } from './people-calls.ts'
import styles from './people.module.css'

const texts = peopleTexts.account

/** Name and e-mail address; the latter is a sign-in name, so to change it takes the password. */
export function ProfileForm({ account }: { account: Account }) {
  const client = useQueryClient()
  const [email, setEmail] = useState(account.email ?? '')
  const save = useMutation({
    mutationFn: changeAccount,
    onSuccess: (changed) => client.setQueryData(sessionQuery.queryKey, changed),
  })
  const isNewEmail = email.trim().toLowerCase() !== account.email
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const form = new FormData(event.currentTarget)
    const presentPassword = fieldText(form, 'presentPassword')
    save.mutate({
      name: fieldText(form, 'name').trim(),
      email: email.trim(),
      ...(isNewEmail && { presentPassword }),
    })
  }
  return (
    <section className={styles['part']}>
      <h2>{texts.who}</h2>
      <form className={formClass} onSubmit={submit}>
        <Field
          label={texts.name}
          name="name"
          autoComplete="name"
          required
          pattern=".*\S.*"
          maxLength={100}
          dir="auto"
          defaultValue={account.name}
        />
        <Field
          label={texts.email}
          hint={texts.emailHint}
          name="email"
          type="email"
          autoComplete="username"
          required
          maxLength={254}
          value={email}
          onChange={(event) => setEmail(event.target.value)}
        />
        {isNewEmail && (
          <Field
            label={texts.presentPassword}
            hint={texts.presentPasswordHint}
            name="presentPassword"
            type="password"
            autoComplete="current-password"
            required
            maxLength={200}
          />
        )}
        <FormFailure text={sentenceOf(save.error)} />
        <Button className={styles['start']} look="main" type="submit" disabled={save.isPending}>
          {texts.save}
        </Button>
        <p className={styles['quiet']} role="status">
          {save.isSuccess ? texts.saved : ''}
        </p>
      </form>
    </section>
  )
}
