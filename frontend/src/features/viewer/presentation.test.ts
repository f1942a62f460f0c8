import { describe, expect, it } from 'vitest'
import { presentationOf } from './presentation.ts'

describe('how an item is shown', () => {
  it.each([
    ['photo', 'image/jpeg', 'picture'],
    ['document', 'image/png', 'picture'],
    ['document', 'image/svg+xml', 'card'],
    ['document', 'text/html', 'card'],
    ['document', 'video/mp4', 'film'],
    ['video', 'video/quicktime', 'film'],
    ['video', 'application/octet-stream', 'film'],
    ['animation', 'video/mp4', 'loop'],
    ['animation', 'image/gif', 'picture'],
    ['audio', 'audio/mpeg', 'sound'],
    ['document', 'audio/flac', 'sound'],
    ['document', 'application/pdf', 'card'],
  ] as const)('shows a %s of type %s as a %s', (kind, mime, shown) => {
    expect(presentationOf({ kind, mime })).toBe(shown)
  })
})
