import { useEffect, useState } from 'react'
import { entriesOf } from './dropped.ts'
import { pastedEntries } from './pasted.ts'
import { takeIn } from './take-in.ts'

const holdsFiles = (event: DragEvent): boolean => event.dataTransfer?.types.includes('Files') ?? false

/** The whole page takes files and folders, dropped and pasted; true while some are held over it. */
export function useTakingFiles(): boolean {
  const [isOver, setIsOver] = useState(false)
  useEffect(() => {
    const over = (event: DragEvent) => {
      if (!holdsFiles(event)) return
      event.preventDefault()
      setIsOver(true)
    }
    const leave = (event: DragEvent) => {
      // Between two elements of the page there is one that is entered.
      if (event.relatedTarget === null) setIsOver(false)
    }
    const drop = (event: DragEvent) => {
      setIsOver(false)
      if (!holdsFiles(event) || !event.dataTransfer) return
      event.preventDefault()
      void takeIn(entriesOf(event.dataTransfer))
    }
    const paste = (event: ClipboardEvent) => {
      const entries = event.clipboardData === null ? undefined : pastedEntries(event.clipboardData)
      if (entries === undefined) return
      event.preventDefault()
      void takeIn(entries)
    }
    addEventListener('dragover', over)
    addEventListener('dragleave', leave)
    addEventListener('drop', drop)
    addEventListener('paste', paste)
    return () => {
      removeEventListener('dragover', over)
      removeEventListener('dragleave', leave)
      removeEventListener('drop', drop)
      removeEventListener('paste', paste)
    }
  }, [])
  return isOver
}
