// Posts the sample photos and films into telegram-local's channel, each once, as a person did over the last weeks.
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

type Sample = {
  file: string
  caption: string
  kind: 'photo' | 'video' | 'document'
  daysAgo: number
  mime: string
  poster?: string
}

const DAY_SECONDS = 86_400

/**
 * Oldest first, through telegram-local's control API. What was posted stands in a list beside its data, so a start that
 * was cut off goes on where it was, and samples that were deleted since stay deleted.
 */
export async function postSamples(
  root: string,
  telegramData: string,
  { botApi, chat }: { botApi: string; chat: string },
): Promise<void> {
  const folder = join(root, 'telegram-local', 'samples')
  const samples = JSON.parse(await readFile(join(folder, 'samples.json'), 'utf8')) as Sample[]
  const listFile = join(telegramData, 'samples-posted.json')
  const posted = await readFile(listFile, 'utf8').then(
    (text) => JSON.parse(text) as string[],
    (): string[] => [],
  )
  const now = Math.floor(Date.now() / 1000)
  for (const sample of samples.toSorted((a, b) => b.daysAgo - a.daysAgo)) {
    if (posted.includes(sample.file)) continue
    const answer = await fetch(`${botApi}/control/files`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        path: join(folder, sample.file),
        name: sample.file,
        mime: sample.mime,
        as: sample.kind,
        caption: sample.caption,
        chat,
        date: now - sample.daysAgo * DAY_SECONDS,
        ...(sample.poster && { thumbnail: join(folder, sample.poster) }),
      }),
    })
    if (!answer.ok) throw new Error(`The sample "${sample.file}" could not be posted: ${await answer.text()}`)
    posted.push(sample.file)
    await writeFile(listFile, JSON.stringify(posted))
  }
}
