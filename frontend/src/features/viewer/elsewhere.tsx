import { useState } from 'react'
import type { LinkAnswer } from '@gramreel/contracts/links'
import { Button, ButtonLink } from '../../shared/button.tsx'
import { playerTexts as texts } from '../../shared/player-texts.ts'
import { wayToVlc } from './open-in-vlc.ts'

/** A film that this browser cannot play, in a player that can. The link is good for an hour, and for whoever has it. */
export function Elsewhere({ link }: { link: LinkAnswer }) {
  const [isCopied, setCopied] = useState(false)
  // An address of the Bot API holds the bot's token: that is not handed on.
  if (link.kind === 'direct') return null
  const way = wayToVlc(link.url, link.name, navigator.userAgent, navigator.maxTouchPoints > 0)
  const copy = () =>
    void navigator.clipboard.writeText(link.url).then(
      () => setCopied(true),
      () => undefined,
    )
  return (
    <>
      {way.kind === 'address' ? (
        <ButtonLink href={way.href}>{texts.openInVlc}</ButtonLink>
      ) : (
        <Button onClick={() => save(way.text, way.name)}>{texts.openInVlc}</Button>
      )}
      {'clipboard' in navigator && (
        <Button onClick={copy} aria-live="polite">
          {isCopied ? texts.copied : texts.copyLink}
        </Button>
      )}
    </>
  )
}

/** Hands the browser a small file to save, or to open with what is registered for it. */
function save(text: string, name: string): void {
  const href = URL.createObjectURL(new Blob([text], { type: 'audio/x-mpegurl' }))
  const anchor = document.createElement('a')
  anchor.href = href
  anchor.download = name
  anchor.click()
  setTimeout(() => URL.revokeObjectURL(href), 10_000)
}
