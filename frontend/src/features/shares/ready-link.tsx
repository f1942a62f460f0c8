import { useEffect, useState } from 'react'
import { Button } from '../../shared/button.tsx'
import { shareTexts } from '../../shared/share-texts.ts'
import styles from './share-dialog.module.css'

const texts = shareTexts.dialog
const COPIED_MS = 2500

/** Copies, and says so for a moment. */
export function CopyButton({ text, label, look }: { text: string; label: string; look?: 'main' | 'plain' }) {
  const [isCopied, setCopied] = useState(false)
  useEffect(() => {
    if (!isCopied) return undefined
    const timer = setTimeout(() => setCopied(false), COPIED_MS)
    return () => clearTimeout(timer)
  }, [isCopied])
  const copy = () => {
    // Not there without https: then the field with the link is for copying by hand.
    void navigator.clipboard?.writeText(text).then(
      () => setCopied(true),
      () => undefined,
    )
  }
  return (
    <Button look={look ?? 'plain'} onClick={copy}>
      <span role="status">{isCopied ? texts.copied : label}</span>
    </Button>
  )
}

/** The link to copy, and on phones the way to send it. */
export function ReadyLink({ address, title }: { address: string; title: string }) {
  const send = () => void navigator.share({ url: address, title }).catch(() => undefined)
  return (
    <div className={styles['group']}>
      <div className={styles['link']}>
        <input
          readOnly
          value={address}
          aria-label={texts.link}
          onFocus={({ currentTarget }) => currentTarget.select()}
        />
        <CopyButton text={address} label={texts.copy} look="main" />
      </div>
      {'share' in navigator && <Button onClick={send}>{texts.send}</Button>}
    </div>
  )
}
