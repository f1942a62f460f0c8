import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Product } from './product.ts'
import { root } from './run-process.ts'

type Sample = { file: string; caption: string; kind: string; poster?: string }

const folder = join(root, 'telegram-local/samples')

/** The photos and films that a new installation shows, in the order of their list. */
export async function postSamples({ control }: Pick<Product, 'control'>): Promise<void> {
  const samples = JSON.parse(await readFile(join(folder, 'samples.json'), 'utf8')) as Sample[]
  for (const { file, caption, kind, poster } of samples) {
    const thumbnail = poster && { thumbnail: join(folder, poster) }
    await control('files', { path: join(folder, file), name: file, caption, as: kind, ...thumbnail })
  }
}
