import { useCallback, useEffect, useState } from 'react'
import styles from './said.module.css'

const SAID_MS = 3000

/** Says a sentence for a moment, to the eye and to a screen reader. */
export function useSaid() {
  const [sentence, setSentence] = useState('')
  useEffect(() => {
    if (sentence === '') return undefined
    const timer = setTimeout(() => setSentence(''), SAID_MS)
    return () => clearTimeout(timer)
  }, [sentence])
  const said = (
    <p className={styles['said']} role="status" data-empty={sentence === ''}>
      {sentence}
    </p>
  )
  return { said, say: useCallback((next: string) => setSentence(next), []) }
}
