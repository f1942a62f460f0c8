import { useEffect, useEffectEvent, useRef, useState } from 'react'
import { CloseIcon, SearchIcon } from '../../shared/icons.tsx'
import { texts } from '../../shared/texts.ts'
import { SEARCH_KEY } from './grid-keys.ts'
import styles from './search-box.module.css'

/** Typing rests this long before the search begins. */
const REST_MS = 250

type SearchBoxProps = { query: string; onSearch: (query: string) => void }

/** The search field. What is in the address wins, unless the reader is typing. */
export function SearchBox({ query, onSearch }: SearchBoxProps) {
  const [typed, setTyped] = useState(query)
  const input = useRef<HTMLInputElement>(null)
  const told = useRef(query)

  useEffect(() => {
    if (query === told.current) return
    told.current = query
    setTyped(query)
  }, [query])

  const tell = (value: string) => {
    told.current = value.trim()
    onSearch(told.current)
  }

  // By what the page shows then: a filter may have been chosen meanwhile.
  const settle = useEffectEvent(() => tell(typed))
  // From the last letter on, however often the page is drawn anew while posts come in.
  useEffect(() => {
    if (typed.trim() === told.current) return undefined
    const timer = setTimeout(() => settle(), REST_MS)
    return () => clearTimeout(timer)
  }, [typed])

  useEffect(() => {
    const focus = (event: KeyboardEvent) => {
      const typing =
        event.target instanceof HTMLInputElement || document.querySelector('dialog[open]') !== null
      if (event.key !== SEARCH_KEY || typing) return
      event.preventDefault()
      input.current?.focus()
    }
    addEventListener('keydown', focus)
    return () => removeEventListener('keydown', focus)
  }, [])

  return (
    <form
      className={styles['box']}
      role="search"
      onSubmit={(event) => {
        event.preventDefault()
        tell(typed)
        input.current?.blur()
      }}
    >
      <SearchIcon size={20} />
      <input
        ref={input}
        className={styles['input']}
        type="search"
        enterKeyHint="search"
        autoComplete="off"
        spellCheck={false}
        dir="auto"
        maxLength={200}
        placeholder={texts.gallery.search}
        aria-label={texts.gallery.searchLabel}
        value={typed}
        onChange={(event) => setTyped(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === 'Escape' && typed !== '') setTyped('')
        }}
      />
      {typed !== '' && (
        <button
          type="button"
          className={styles['clear']}
          aria-label={texts.gallery.clearSearch}
          onClick={() => {
            setTyped('')
            tell('')
            input.current?.focus()
          }}
        >
          <CloseIcon size={20} />
        </button>
      )}
    </form>
  )
}
