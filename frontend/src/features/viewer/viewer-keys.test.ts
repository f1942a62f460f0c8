import { describe, expect, it } from 'vitest'
import { commandOf } from './viewer-keys.ts'

const press = (key: string) => ({ key, altKey: false, ctrlKey: false, metaKey: false })

describe('the keys of the viewer', () => {
  it('leads to the neighbours by the arrows, unless a player has the focus or fills the screen', () => {
    expect(commandOf(press('ArrowRight'), 'viewer', false)).toEqual({ do: 'next' })
    expect(commandOf(press('ArrowLeft'), 'control', false)).toEqual({ do: 'previous' })
    expect(commandOf(press('ArrowRight'), 'player', false)).toBeUndefined()
    expect(commandOf(press('ArrowRight'), 'viewer', true)).toBeUndefined()
  })

  it('plays and pauses by K always, by the space bar where that presses no button', () => {
    expect(commandOf(press('K'), 'player', false)).toEqual({ do: 'toggle-play' })
    expect(commandOf(press(' '), 'viewer', false)).toEqual({ do: 'toggle-play' })
    expect(commandOf(press(' '), 'control', false)).toBeUndefined()
    expect(commandOf(press(' '), 'player', false)).toBeUndefined()
  })

  it('seeks ten seconds by J and L', () => {
    expect(commandOf(press('j'), 'player', true)).toEqual({ do: 'seek', seconds: -10 })
    expect(commandOf(press('l'), 'viewer', false)).toEqual({ do: 'seek', seconds: 10 })
  })

  it("leaves the browser's own shortcuts alone", () => {
    expect(commandOf({ ...press('l'), ctrlKey: true }, 'viewer', false)).toBeUndefined()
    expect(commandOf({ ...press('ArrowLeft'), altKey: true }, 'viewer', false)).toBeUndefined()
    expect(commandOf(press('Tab'), 'viewer', false)).toBeUndefined()
  })

  it('keeps the page beneath from scrolling', () => {
    expect(commandOf(press('PageDown'), 'viewer', false)).toEqual({ do: 'nothing' })
    expect(commandOf(press('End'), 'player', false)).toBeUndefined()
  })
})
