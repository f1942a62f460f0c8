import { useMutation, useQueryClient } from '@tanstack/react-query'
import type { FormEvent } from 'react'
import { ApiError, signIn } from '../../shared/api.ts'
import { Button } from '../../shared/button.tsx'
import {
  actionsClass,
  Field,
  fieldText,
  footClass,
  FormFailure,
  formClass,
  FormPage,
} from '../../shared/form.tsx'
import { sessionQuery } from '../../shared/session.ts'
import { failureText, texts } from '../../shared/texts.ts'

/** Asks for e-mail address and password; `onSignedIn` leads on. */
// oxlint-disable-next-line import/no-default-export -- React.lazy takes default exports
export default function SignInPage({ onSignedIn }: { onSignedIn: () => void }) {
  const client = useQueryClient()
  const attempt = useMutation({
    mutationFn: signIn,
    onSuccess: (account) => {
      client.setQueryData(sessionQuery.queryKey, account)
      onSignedIn()
    },
  })
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const form = new FormData(event.currentTarget)
    attempt.mutate({ email: fieldText(form, 'email').trim(), password: fieldText(form, 'password') })
  }
  return (
    <FormPage title={texts.signIn.title}>
      <form className={formClass} onSubmit={submit}>
        <Field
          label={texts.signIn.email}
          name="email"
          type="email"
          autoComplete="username"
          required
          maxLength={254}
          autoFocus
        />
        <Field
          label={texts.signIn.password}
          name="password"
          type="password"
          autoComplete="current-password"
          required
          maxLength={200}
        />
        <FormFailure text={attempt.error === null ? undefined : sentenceOf(attempt.error)} />
        <div className={actionsClass}>
          <Button look="main" type="submit" disabled={attempt.isPending}>
            {texts.signIn.submit}
          </Button>
        </div>
      </form>
      <p className={footClass}>{texts.signIn.first}</p>
    </FormPage>
  )
}

const sentenceOf = (error: Error): string => failureText(error instanceof ApiError ? error.code : 'internal')
