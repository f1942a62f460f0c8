import { createHash } from 'node:crypto'
import type { Content } from '../../files/content.ts'
import type { World } from '../../world.ts'

/** Hex MD5 of a small file. */
export async function md5Of(world: Pick<World, 'open'>, content: Content): Promise<string> {
  const source = world.open(content)
  try {
    return createHash('md5')
      .update(await source.read(0, content.size))
      .digest('hex')
  } finally {
    await source.close()
  }
}

export const sha256 = (bytes: Uint8Array): Buffer => createHash('sha256').update(bytes).digest()
