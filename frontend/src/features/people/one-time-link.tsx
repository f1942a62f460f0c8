import { useState } from 'react'
import type { OneTimeLink } from '@gramreel/contracts/accounts'
import { Button } from '../../shared/button.tsx'
import { formatMoment } from '../../shared/format.ts'
import { peopleTexts as texts } from '../../shared/people-texts.ts'
import styles from './people.module.css'

/** A link to give away, shown once. It can be copied by hand where the browser allows no script to. */
export function OneTimeLinkBox({ link, text }: { link: OneTimeLink; text: string }) {
  const [isCopied, setCopied] = useState(false)
  const copy = async () => {
    await navigator.clipboard.writeText(link.url)
    setCopied(true)
  }
  return (
    <div className={styles['link']} role="status">
      <p>{text}</p>
      <code>{link.url}</code>
      <div className={styles['actions']}>
        {'clipboard' in navigator && (
          <Button look="main" onClick={() => void copy().catch(() => {})}>
            {isCopied ? texts.invite.copied : texts.invite.copy}
          </Button>
        )}
      </div>
      <p className={styles['quiet']}>{texts.invite.until(formatMoment(link.expiresAt))}</p>
    </div>
  )
}
