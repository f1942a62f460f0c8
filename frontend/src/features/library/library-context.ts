import { createContext } from 'react'

/** What tiles need to know of the one who looks at them; undefined for guests, who have no marks and select nothing. */
export type Library = {
  /** May use the trash and albums. */
  mayChange: boolean
  /** What was searched for, to show where it was found. */
  query: string
}

export const LibraryContext = createContext<Library | undefined>(undefined)
