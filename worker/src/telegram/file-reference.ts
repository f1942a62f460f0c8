// File references age: Telegram answers FILE_REFERENCE_EXPIRED, and the message must be asked for again to get a fresh one.
// Fifty viewers of one film meet that at the same time; one asks, all go on. https://core.telegram.org/api/file_reference
import { BoundedMap } from '../bounded-map.ts'
import type { FileLocation } from './file-location.ts'

const MAX_FILES = 10_000

export class FileReferences {
  readonly #locations = new BoundedMap<string, FileLocation>(MAX_FILES)
  readonly #refreshing = new Map<string, Promise<FileLocation>>()

  get(key: string): FileLocation | undefined {
    return this.#locations.get(key)
  }

  set(key: string, location: FileLocation): void {
    this.#locations.set(key, location)
  }

  /** A location newer than the one that failed: at hand already, or asked for by `ask`, once for all who need it. */
  refresh(key: string, failed: FileLocation, ask: () => Promise<FileLocation>): Promise<FileLocation> {
    const current = this.#locations.get(key)
    if (current && current !== failed) return Promise.resolve(current)
    let refreshing = this.#refreshing.get(key)
    if (!refreshing) {
      refreshing = ask()
        .then((fresh) => {
          this.set(key, fresh)
          return fresh
        })
        .finally(() => this.#refreshing.delete(key))
      this.#refreshing.set(key, refreshing)
    }
    return refreshing
  }
}
