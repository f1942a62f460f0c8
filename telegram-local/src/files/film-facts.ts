import { ALL_FORMATS, CustomSource, Input, LogLevel, Logging } from 'mediabunny'
import type { Document } from '../world.ts'
import type { ContentSource } from './content.ts'

// What it cannot read it would tell the console, where only our own log belongs.
Logging.level = LogLevel.Silent

export type FilmFacts = Partial<Pick<Document, 'width' | 'height' | 'duration' | 'title' | 'performer'>>

/** A film's or a sound's measures, read by ranges; empty when it tells none. Closes the source. */
export async function readFilmFacts(source: ContentSource): Promise<FilmFacts> {
  const input = new Input({
    formats: ALL_FORMATS,
    source: new CustomSource({
      getSize: () => source.size,
      read: async (start, end) => new Uint8Array(await source.read(start, end - start)),
    }),
  })
  try {
    const video = await input.getPrimaryVideoTrack()
    const duration = await input.computeDuration()
    const { title, artist } = await input.getMetadataTags()
    return {
      ...(video === null ? {} : { width: video.displayWidth, height: video.displayHeight }),
      ...(Number.isFinite(duration) && duration > 0 ? { duration: Math.round(duration * 1000) / 1000 } : {}),
      ...(title === undefined ? {} : { title }),
      ...(artist === undefined ? {} : { performer: artist }),
    }
  } catch {
    return {}
  } finally {
    input.dispose()
    await source.close()
  }
}
