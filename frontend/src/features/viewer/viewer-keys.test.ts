import { describe, expect, it } from 'vitest'
import { commandOf, SHORTCUTS, type Situation } from './viewer-keys.ts'

const press = (key: string) => ({ key, altKey: false, ctrlKey: false, metaKey: false })

const at = (situation: Partial<Situation> = {}): Situation => ({
  focus: 'viewer',
  isPlayerAlone: false,
  isPicture: false,
  isMirrored: false,
  ...situation,
})

describe('the keys of the viewer', () => {
  it('leads to the neighbours by the arrows, unless a player has the focus or fills the screen', () => {
    expect(commandOf(press('ArrowRight'), at())).toEqual({ do: 'next' })
    expect(commandOf(press('ArrowLeft'), at({ focus: 'control' }))).toEqual({ do: 'previous' })
    expect(commandOf(press('ArrowRight'), at({ focus: 'player' }))).toBeUndefined()
    expect(commandOf(press('ArrowRight'), at({ isPlayerAlone: true }))).toBeUndefined()
  })

  it('leads the other way where a page runs from right to left', () => {
    expect(commandOf(press('ArrowRight'), at({ isMirrored: true }))).toEqual({ do: 'previous' })
    expect(commandOf(press('ArrowLeft'), at({ isMirrored: true }))).toEqual({ do: 'next' })
  })

  it('plays and pauses by K always, by the space bar where that presses no button', () => {
    expect(commandOf(press('K'), at({ focus: 'player' }))).toEqual({ do: 'toggle-play' })
    expect(commandOf(press(' '), at())).toEqual({ do: 'toggle-play' })
    expect(commandOf(press(' '), at({ focus: 'control' }))).toBeUndefined()
    expect(commandOf(press(' '), at({ focus: 'player' }))).toBeUndefined()
  })

  it('seeks ten seconds by J and L', () => {
    expect(commandOf(press('j'), at({ focus: 'player', isPlayerAlone: true }))).toEqual({
      do: 'seek',
      seconds: -10,
    })
    expect(commandOf(press('l'), at())).toEqual({ do: 'seek', seconds: 10 })
  })

  it('enlarges pictures, and nothing else', () => {
    expect(commandOf(press('0'), at({ isPicture: true }))).toEqual({ do: 'zoom', by: 'fit' })
    expect(commandOf(press('='), at({ isPicture: true }))).toEqual(
      commandOf(press('+'), at({ isPicture: true })),
    )
    expect(commandOf(press('0'), at())).toBeUndefined()
    expect(commandOf(press('+'), at())).toBeUndefined()
  })

  it("leaves the browser's own shortcuts alone", () => {
    expect(commandOf({ ...press('l'), ctrlKey: true }, at())).toBeUndefined()
    expect(commandOf({ ...press('+'), ctrlKey: true }, at({ isPicture: true }))).toBeUndefined()
    expect(commandOf({ ...press('ArrowLeft'), altKey: true }, at())).toBeUndefined()
    expect(commandOf(press('Tab'), at())).toBeUndefined()
  })

  it('keeps the page beneath from scrolling', () => {
    expect(commandOf(press('PageDown'), at())).toEqual({ do: 'nothing' })
    expect(commandOf(press('End'), at({ focus: 'player' }))).toBeUndefined()
  })
})

describe('the table of shortcuts', () => {
  it.each(SHORTCUTS.map((shortcut) => [shortcut.name, shortcut] as const))(
    'does what it says: %s',
    (_name, { keys, command }) => {
      for (const key of keys) expect(commandOf(press(key), at({ isPicture: true }))).toEqual(command)
    },
  )

  it('names each key once', () => {
    const keys = SHORTCUTS.flatMap((shortcut) => shortcut.keys)
    expect(new Set(keys).size).toBe(keys.length)
  })
})
