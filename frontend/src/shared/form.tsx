import { useId, type ComponentProps, type ReactNode } from 'react'
import styles from './form.module.css'
import { Mark, WarningIcon } from './icons.tsx'
import { usePageTitle } from './use-page-title.ts'

/** A page with one small sheet on it: the mark, a heading, and what is asked. */
export function FormPage({ title, text, children }: { title: string; text?: string; children: ReactNode }) {
  usePageTitle(title)
  return (
    <main className={styles['page']}>
      <div className={styles['sheet']}>
        <div className={styles['head']}>
          <Mark size={48} />
          <h1>{title}</h1>
          {text !== undefined && <p>{text}</p>}
        </div>
        {children}
      </div>
    </main>
  )
}

export const formClass = styles['form']
export const actionsClass = styles['actions']
export const footClass = styles['foot']

type FieldProps = ComponentProps<'input'> & { label: string; hint?: string }

export function Field({ label, hint, ...input }: FieldProps) {
  const id = useId()
  const hintId = useId()
  return (
    <div className={styles['field']}>
      <label htmlFor={id}>{label}</label>
      <input id={id} aria-describedby={hint === undefined ? undefined : hintId} {...input} />
      {hint !== undefined && (
        <span id={hintId} className={styles['hint']}>
          {hint}
        </span>
      )}
    </div>
  )
}

/** What went wrong with the form, in words; said aloud when it appears. */
export function FormFailure({ text }: { text: string | undefined }) {
  return (
    <div role="alert">
      {text !== undefined && (
        <div className={styles['failure']}>
          <WarningIcon size={20} />
          <span>{text}</span>
        </div>
      )}
    </div>
  )
}

/** What was typed into the field of that name. */
export function fieldText(form: FormData, name: string): string {
  const value = form.get(name)
  return typeof value === 'string' ? value : ''
}
