import type { LinkAnswer } from '@gramreel/contracts/links'
import { expect, it } from 'vitest'
import { downloadOf } from './download-of.ts'

const link = (kind: LinkAnswer['kind'], url: string): LinkAnswer => ({
  kind,
  url,
  expiresAt: '2026-11-21T03:00:00Z',
  mime: 'video/mp4',
  size: 1,
  name: 'film.mp4',
})

it('asks a worker for an attachment', () => {
  expect(downloadOf(link('stream', 'http://worker/stream/x/film.mp4?token=t')).href).toBe(
    'http://worker/stream/x/film.mp4?token=t&download=1',
  )
})

it('leaves a direct link as it is, and the gallery where it is', () => {
  expect(downloadOf(link('direct', 'https://api/file/bot/photo.jpg'))).toMatchObject({
    href: 'https://api/file/bot/photo.jpg',
    target: '_blank',
  })
})
