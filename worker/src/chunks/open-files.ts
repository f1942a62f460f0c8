// A few files of one folder, open between uses: a film is read in sixteen pieces from each chunk's file.
import { close, constants, open } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'

const openFile = promisify(open)

type OpenFile = { descriptor: Promise<number>; users: number; isForgotten: boolean }

export class OpenFiles {
  readonly #folder: string
  readonly #maxIdle: number
  /** The one used last is last. */
  readonly #files = new Map<string, OpenFile>()

  constructor(folder: string, maxIdle: number) {
    this.#folder = folder
    this.#maxIdle = maxIdle
  }

  /** Opens the file if need be, for `work` alone to read and write it. Rejects as opening it, or `work`, does. */
  async use<T>(
    name: string,
    mode: 'existing' | 'create',
    work: (descriptor: number) => Promise<T>,
  ): Promise<T> {
    const file = this.#files.get(name) ?? { descriptor: this.#open(name, mode), users: 0, isForgotten: false }
    file.users++
    this.#files.delete(name)
    this.#files.set(name, file)
    try {
      return await work(await file.descriptor)
    } catch (error) {
      this.forget(name)
      throw error
    } finally {
      file.users--
      this.#closeIfDone(file)
      this.#closeOldest()
    }
  }

  /** Closes the file as soon as nobody uses it; who comes next opens it anew. */
  forget(name: string): void {
    const file = this.#files.get(name)
    if (!file) return
    this.#files.delete(name)
    file.isForgotten = true
    this.#closeIfDone(file)
  }

  close(): void {
    for (const name of this.#files.keys()) this.forget(name)
  }

  /** No symbolic link: what it led to would not be ours. */
  #open(name: string, mode: 'existing' | 'create'): Promise<number> {
    const create = mode === 'create' ? constants.O_CREAT : 0
    return openFile(join(this.#folder, name), constants.O_RDWR | constants.O_NOFOLLOW | create, 0o600)
  }

  #closeOldest(): void {
    for (const [name, { users }] of this.#files) {
      if (this.#files.size <= this.#maxIdle) break
      if (users === 0) this.forget(name)
    }
  }

  #closeIfDone(file: OpenFile): void {
    if (!file.isForgotten || file.users > 0) return
    file.descriptor.then(
      (descriptor) => close(descriptor, () => {}),
      () => {},
    )
  }
}
