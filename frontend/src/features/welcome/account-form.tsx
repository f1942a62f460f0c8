import { useMutation, useQueryClient } from '@tanstack/react-query'
import type { FormEvent } from 'react'
import { ApiError, changeAccount } from '../../shared/api.ts'
import { Button } from '../../shared/button.tsx'
import { actionsClass, Field, fieldText, FormFailure, formClass } from '../../shared/form.tsx'
import { sessionQuery } from '../../shared/session.ts'
import { failureText, texts } from '../../shared/texts.ts'

/** The first name, e-mail address and password of whoever is signed in; with `onDone` it may be left for later. */
export function AccountForm({ onDone }: { onDone?: () => void }) {
  const client = useQueryClient()
  const save = useMutation({
    mutationFn: changeAccount,
    onSuccess: (account) => {
      client.setQueryData(sessionQuery.queryKey, account)
      onDone?.()
    },
  })
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const form = new FormData(event.currentTarget)
    save.mutate({
      name: fieldText(form, 'name').trim(),
      email: fieldText(form, 'email').trim(),
      password: fieldText(form, 'password'),
    })
  }
  return (
    <form className={formClass} onSubmit={submit}>
      <Field
        label={texts.welcome.name}
        name="name"
        autoComplete="name"
        required
        pattern=".*\S.*"
        maxLength={100}
        dir="auto"
        autoFocus
      />
      <Field
        label={texts.welcome.email}
        hint={texts.welcome.emailHint}
        name="email"
        type="email"
        autoComplete="username"
        required
        maxLength={254}
      />
      <Field
        label={texts.welcome.password}
        hint={texts.welcome.passwordHint}
        name="password"
        type="password"
        autoComplete="new-password"
        required
        minLength={8}
        maxLength={200}
      />
      <FormFailure text={save.error === null ? undefined : sentenceOf(save.error)} />
      <div className={actionsClass}>
        <Button look="main" type="submit" disabled={save.isPending}>
          {texts.welcome.submit}
        </Button>
        {onDone !== undefined && <Button onClick={onDone}>{texts.later}</Button>}
      </div>
    </form>
  )
}

const sentenceOf = (error: Error): string => failureText(error instanceof ApiError ? error.code : 'internal')
