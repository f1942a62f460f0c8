import { useEffect, useRef, useState } from 'react'
import { formatSeconds } from '../../shared/format.ts'
import { playerTexts } from '../../shared/player-texts.ts'
import type { Reason } from './problems.ts'
import { waitLeft } from './telegram-wait.ts'

/**
 * Goes on by itself when a trouble has passed: the network is back, or Telegram's wait is over. Answers what is to be said of
 * that in place of the usual text.
 */
export function usePassing(reason: Reason, onPassed: () => void): string | undefined {
  const [left, setLeft] = useState(() => (reason === 'telegram_wait' ? waitLeft() : undefined))
  const listener = useRef(onPassed)
  useEffect(() => {
    listener.current = onPassed
  })

  useEffect(() => {
    if (reason !== 'offline') return undefined
    const isBack = () => listener.current()
    addEventListener('online', isBack)
    return () => removeEventListener('online', isBack)
  }, [reason])

  const isTimed = left !== undefined
  useEffect(() => {
    if (!isTimed) return undefined
    const timer = setInterval(() => {
      const now = waitLeft()
      setLeft(now)
      if (now === undefined) listener.current()
    }, 1000)
    return () => clearInterval(timer)
  }, [isTimed])

  return left === undefined ? undefined : playerTexts.telegramWaits(formatSeconds(Math.ceil(left / 1000)))
}
