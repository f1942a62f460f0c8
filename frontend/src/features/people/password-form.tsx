import { useMutation, useQueryClient } from '@tanstack/react-query'
import type { FormEvent } from 'react'
import type { Account } from '@gramreel/contracts/accounts'
import { changeAccount } from '../../shared/api.ts'
import { Button } from '../../shared/button.tsx'
import { Field, fieldText, FormFailure, formClass } from '../../shared/form.tsx'
import { peopleTexts } from '../../shared/people-texts.ts'
import { browsersQuery, sentenceOf } from './people-calls.ts'
import styles from './people.module.css'

const texts = peopleTexts.account

export function PasswordForm({ account: { name, email } }: { account: Account }) {
  const client = useQueryClient()
  const change = useMutation({
    mutationFn: changeAccount,
    onSuccess: () => client.invalidateQueries({ queryKey: browsersQuery.queryKey }),
  })
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const element = event.currentTarget
    const form = new FormData(element)
    change.mutate(
      {
        name,
        email: email ?? '',
        password: fieldText(form, 'password'),
        presentPassword: fieldText(form, 'presentPassword'),
      },
      { onSuccess: () => element.reset() },
    )
  }
  return (
    <section className={styles['part']}>
      <h2>{texts.password}</h2>
      <p className={styles['quiet']}>{texts.passwordText}</p>
      <form className={formClass} onSubmit={submit}>
        <Field
          label={texts.presentPassword}
          name="presentPassword"
          type="password"
          autoComplete="current-password"
          required
          maxLength={200}
        />
        <Field
          label={texts.newPassword}
          hint={texts.newPasswordHint}
          name="password"
          type="password"
          autoComplete="new-password"
          required
          minLength={8}
          maxLength={200}
        />
        <FormFailure text={sentenceOf(change.error)} />
        <Button className={styles['start']} look="main" type="submit" disabled={change.isPending}>
          {texts.changePassword}
        </Button>
        <p className={styles['quiet']} role="status">
          {change.isSuccess ? texts.changed : ''}
        </p>
      </form>
    </section>
  )
}
