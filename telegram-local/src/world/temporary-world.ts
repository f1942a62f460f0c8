// For tests: a world in a folder of its own, which is removed after the test.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import type { Content } from '../files/content.ts'
import type { World } from '../world.ts'
import { type WorldOptions, openWorld } from './open-world.ts'

export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'telegram-local-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

export function temporaryWorld(options: Partial<WorldOptions> = {}): World {
  const world = openWorld({ dataDir: temporaryFolder(), dcIds: [2, 4], ...options })
  onTestFinished(() => world.close())
  return world
}

/** The whole of some content. */
export async function bytesOf(world: World, content: Content): Promise<Buffer> {
  const source = world.open(content)
  try {
    return await source.read(0, content.size)
  } finally {
    await source.close()
  }
}

/** A document of made-up bytes. */
export function addFilm(world: World, { size = 1 << 20, dc = world.homeDc } = {}) {
  return world.addDocument({
    shownAs: 'video',
    size,
    mime: 'video/mp4',
    name: 'film.mp4',
    thumbs: [],
    content: { from: 'blocks', size },
    dc,
  })
}
