import type { ComponentProps } from 'react'
import styles from './button.module.css'

type Look = 'plain' | 'main' | 'round'

const classOf = (look: Look, extra?: string): string =>
  [styles['button'], look === 'plain' ? '' : styles[look], extra ?? ''].filter(Boolean).join(' ')

type ButtonProps = ComponentProps<'button'> & { look?: Look }

/** A button in one of the three looks; `round` holds one icon and therefore needs an aria-label. */
export function Button({ look = 'plain', className, type = 'button', ...rest }: ButtonProps) {
  return <button type={type} className={classOf(look, className)} {...rest} />
}

type ButtonLinkProps = ComponentProps<'a'> & { look?: Look }

/** The same looks for something that leads somewhere. */
export function ButtonLink({ look = 'plain', className, children, ...rest }: ButtonLinkProps) {
  return (
    <a className={classOf(look, className)} {...rest}>
      {children}
    </a>
  )
}
