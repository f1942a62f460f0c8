import type { Account, JoinFacts } from '@gramreel/contracts/accounts'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import type { FormEvent } from 'react'
import { ApiError } from '../../shared/api.ts'
import { Button, ButtonLink } from '../../shared/button.tsx'
import { actionsClass, Field, fieldText, FormFailure, formClass, FormPage } from '../../shared/form.tsx'
import { peopleTexts } from '../../shared/people-texts.ts'
import { sessionQuery } from '../../shared/session.ts'
import { texts as common } from '../../shared/texts.ts'
import { join, lookAtLink, resetPassword, sentenceOf } from './people-calls.ts'

const texts = peopleTexts.join

type JoinPageProps = {
  /** The one-time code of the link; undefined when there was none in the address. */
  code: string | undefined
  onDone: () => void
}

/** Where an invitation leads, and a link to a new password. */
// oxlint-disable-next-line import/no-default-export -- React.lazy takes default exports
export default function JoinPage({ code, onDone }: JoinPageProps) {
  const look = useQuery({
    queryKey: ['join', code],
    queryFn: () => lookAtLink(code ?? ''),
    enabled: code !== undefined,
    staleTime: Infinity,
    retry: false,
  })
  if (code === undefined) return <DeadEnd title={texts.noCodeTitle} text={texts.noCodeText} />
  if (look.error !== null) {
    const isOver = look.error instanceof ApiError && look.error.code === 'link_over'
    return (
      <DeadEnd
        title={isOver ? texts.overTitle : texts.failedTitle}
        text={isOver ? texts.overText : (sentenceOf(look.error) ?? '')}
        {...(!isOver && { retry: () => void look.refetch() })}
      />
    )
  }
  if (look.data === undefined) return <FormPage title={texts.checking} children={null} />
  return <JoinForm code={code} facts={look.data} onDone={onDone} />
}

function JoinForm({ code, facts, onDone }: { code: string; facts: JoinFacts; onDone: () => void }) {
  const client = useQueryClient()
  const isNew = facts.kind === 'invitation'
  const enter = useMutation({
    mutationFn: (form: FormData): Promise<Account> => {
      const password = fieldText(form, 'password')
      if (!isNew) return resetPassword({ code, password })
      const name = fieldText(form, 'name').trim()
      return join({ code, name, email: fieldText(form, 'email').trim(), password })
    },
    onSuccess: (account) => {
      client.setQueryData(sessionQuery.queryKey, account)
      onDone()
    },
  })
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    enter.mutate(new FormData(event.currentTarget))
  }
  return (
    <FormPage
      title={isNew ? texts.title : texts.resetTitle(facts.name)}
      text={isNew ? texts.text[facts.role] : texts.resetText}
    >
      <form className={formClass} onSubmit={submit}>
        {isNew && (
          <Field
            label={common.welcome.name}
            name="name"
            autoComplete="name"
            required
            pattern=".*\S.*"
            maxLength={100}
            dir="auto"
            autoFocus
          />
        )}
        <Field
          label={common.welcome.email}
          {...(isNew && { hint: common.welcome.emailHint })}
          name="email"
          type="email"
          autoComplete="username"
          required
          maxLength={254}
          {...(!isNew && { readOnly: true, value: facts.email ?? '' })}
        />
        <Field
          label={common.welcome.password}
          hint={common.welcome.passwordHint}
          name="password"
          type="password"
          autoComplete="new-password"
          required
          minLength={8}
          maxLength={200}
        />
        <FormFailure text={sentenceOf(enter.error)} />
        <div className={actionsClass}>
          <Button look="main" type="submit" disabled={enter.isPending}>
            {isNew ? texts.submit : texts.resetSubmit}
          </Button>
        </div>
      </form>
    </FormPage>
  )
}

function DeadEnd({ title, text, retry }: { title: string; text: string; retry?: () => void }) {
  return (
    <FormPage title={title} text={text}>
      <div className={actionsClass}>
        {retry !== undefined && (
          <Button look="main" onClick={retry}>
            {common.retry}
          </Button>
        )}
        <ButtonLink href="/sign-in">{texts.toSignIn}</ButtonLink>
      </div>
    </FormPage>
  )
}
