import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { Button, ButtonLink } from '../../shared/button.tsx'
import { CloseIcon, WarningIcon } from '../../shared/icons.tsx'
import { sessionQuery } from '../../shared/session.ts'
import { texts } from '../../shared/texts.ts'
import { describeStatus } from './describe-status.ts'
import { statusQuery } from './status-query.ts'
import styles from './status-banner.module.css'

/** What is missing, in words. Hidden by hand, it comes back when it has something else to say. */
export function StatusBanner({ isConnected }: { isConnected: boolean }) {
  const { data } = useQuery(statusQuery)
  const isOwner = useQuery(sessionQuery).data?.role === 'owner'
  const [hidden, setHidden] = useState('')
  const words = describeStatus(data, isConnected)
  const key = words.join(' ')
  return (
    <div role="status" aria-label={texts.status.label}>
      {words.length > 0 && key !== hidden && (
        <div className={styles['banner']}>
          <WarningIcon size={20} />
          <div className={styles['words']}>
            {words.map((sentence) => (
              <p key={sentence}>{sentence}</p>
            ))}
          </div>
          {isOwner && isConnected && (data?.bot.state === 'none' || data?.worker.state === 'none') && (
            <ButtonLink href="/setup">{texts.status.setUp}</ButtonLink>
          )}
          <Button look="round" aria-label={texts.status.dismiss} onClick={() => setHidden(key)}>
            <CloseIcon size={20} />
          </Button>
        </div>
      )}
    </div>
  )
}
