import { expect, it } from 'vitest'
import { titleOf } from './title.ts'

it('calls a photo by the first line of its caption, and everything else by its name', () => {
  expect(titleOf({ kind: 'photo', name: 'Photo 1.jpg', caption: ' Dunes\nbefore evening' })).toBe('Dunes')
  expect(titleOf({ kind: 'photo', name: 'Photo 1.jpg', caption: ' ' })).toBe('Photo 1.jpg')
  expect(titleOf({ kind: 'video', name: 'Tide.mp4', caption: 'The sea' })).toBe('Tide.mp4')
})
