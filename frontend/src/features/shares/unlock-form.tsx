import { useMutation } from '@tanstack/react-query'
import type { FormEvent } from 'react'
import { ApiError } from '../../shared/api.ts'
import { Button } from '../../shared/button.tsx'
import { actionsClass, Field, fieldText, FormFailure, formClass, FormPage } from '../../shared/form.tsx'
import { shareTexts } from '../../shared/share-texts.ts'
import { failureText } from '../../shared/texts.ts'
import { unlockShare } from './share-calls.ts'

const texts = shareTexts.guest

type UnlockFormProps = { slug: string; sharedBy: string; onUnlocked: () => void; onEnded: () => void }

/** The password of a share; it goes by POST, never into an address. */
export function UnlockForm({ slug, sharedBy, onUnlocked, onEnded }: UnlockFormProps) {
  const attempt = useMutation({
    mutationFn: (password: string) => unlockShare(slug, password),
    onSuccess: onUnlocked,
    onError: (error) => {
      if (error instanceof ApiError && error.code === 'share_not_found') onEnded()
    },
  })
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    attempt.mutate(fieldText(new FormData(event.currentTarget), 'password'))
  }
  return (
    <FormPage title={texts.lockedTitle(sharedBy)} text={texts.lockedText}>
      <form className={formClass} onSubmit={submit}>
        <Field
          label={texts.password}
          name="password"
          type="password"
          autoComplete="off"
          required
          maxLength={200}
          autoFocus
        />
        <FormFailure text={attempt.error === null ? undefined : sentenceOf(attempt.error)} />
        <div className={actionsClass}>
          <Button look="main" type="submit" disabled={attempt.isPending}>
            {texts.unlock}
          </Button>
        </div>
      </form>
    </FormPage>
  )
}

function sentenceOf(error: Error): string {
  const code = error instanceof ApiError ? error.code : 'internal'
  if (code === 'share_password') return texts.wrong
  return code === 'too_many_requests' ? texts.tooMany : failureText(code)
}
