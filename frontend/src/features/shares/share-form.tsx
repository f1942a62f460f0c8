import type { NewShare, Share, ShareChange } from '@gramreel/contracts/shares'
import { useId, useState, type FormEvent, type ReactNode } from 'react'
import { ApiError } from '../../shared/api.ts'
import { Button } from '../../shared/button.tsx'
import { Field, fieldText, FormFailure, formClass } from '../../shared/form.tsx'
import { shareTexts } from '../../shared/share-texts.ts'
import { failureText } from '../../shared/texts.ts'
import styles from './share-dialog.module.css'

const texts = shareTexts.dialog
type Days = NonNullable<NewShare['days']>

/** What may be chosen, in its order; the contract's SHARE_DAYS unless something else is. */
const DAYS = [1, 7, 30, 90, 365, 'never'] as const satisfies readonly Days[]
const STANDARD: Days = 30

const parseDays = (text: string): Days | undefined =>
  text === 'never' ? text : text === '' ? undefined : Number(text)

type ShareFormProps = {
  /** The share that is changed; a new one when left out. */
  share?: Share
  submit: string
  isPending: boolean
  error: Error | null
  onSubmit: (wanted: ShareChange) => void
  onCancel: () => void
  /** Stands before the other fields. */
  children?: ReactNode
}

export function ShareForm({ share, submit, isPending, error, onSubmit, onCancel, children }: ShareFormProps) {
  const [days, setDays] = useState(share === undefined ? `${STANDARD}` : '')
  const send = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const form = new FormData(event.currentTarget)
    const until = parseDays(days)
    const password = form.has('no-password') ? null : fieldText(form, 'password')
    onSubmit({
      title: fieldText(form, 'title').trim(),
      downloads: form.has('downloads'),
      ...(until !== undefined && { days: until }),
      ...(password !== '' && { password }),
    })
  }
  return (
    <form className={formClass} onSubmit={send} autoComplete="off">
      {children}
      <Field
        label={texts.name}
        hint={texts.nameHint}
        name="title"
        maxLength={200}
        dir="auto"
        defaultValue={share?.title}
      />
      <EndChoice days={days} onDays={setDays} mayStay={share !== undefined} />
      {/* Readable: it is made up here and has to be told to somebody. */}
      <Field
        label={texts.password}
        hint={share?.hasPassword === true ? texts.newPasswordHint : texts.passwordHint}
        name="password"
        minLength={6}
        maxLength={200}
        spellCheck={false}
        autoCapitalize="none"
      />
      {share?.hasPassword === true && (
        <label className={styles['choice']}>
          <input type="checkbox" name="no-password" />
          {texts.removePassword}
        </label>
      )}
      <div className={styles['group']}>
        <label className={styles['choice']}>
          <input type="checkbox" name="downloads" defaultChecked={share?.downloads ?? true} />
          {texts.downloads}
        </label>
        <span className={styles['hint']}>{texts.downloadsHint}</span>
      </div>
      <FormFailure text={error === null ? undefined : sentenceOf(error)} />
      <div className={styles['actions']}>
        <Button onClick={onCancel}>{texts.cancel}</Button>
        <Button look="main" type="submit" disabled={isPending}>
          {submit}
        </Button>
      </div>
    </form>
  )
}

const sentenceOf = (error: Error): string => failureText(error instanceof ApiError ? error.code : 'internal')

type EndChoiceProps = { days: string; onDays: (days: string) => void; mayStay: boolean }

function EndChoice({ days, onDays, mayStay }: EndChoiceProps) {
  const id = useId()
  return (
    <div className={styles['group']}>
      <label htmlFor={id}>{texts.ends}</label>
      <select id={id} value={days} onChange={({ currentTarget }) => onDays(currentTarget.value)}>
        {mayStay && <option value="">{texts.keepEnd}</option>}
        {DAYS.map((each) => (
          <option key={each} value={each}>
            {texts.days[each]}
          </option>
        ))}
      </select>
      {days === 'never' && <span className={styles['hint']}>{texts.neverHint}</span>}
    </div>
  )
}
