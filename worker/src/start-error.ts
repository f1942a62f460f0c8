// Why a worker cannot start, in one sentence for the operator.
import { accessSync, constants, existsSync, mkdirSync } from 'node:fs'
import { dirname, resolve } from 'node:path'

export class StartError extends Error {
  constructor(sentence: string, cause?: unknown) {
    super(sentence, { cause })
    this.name = 'StartError'
  }

  static listening(host: string, port: number, cause: unknown): StartError {
    const code = codeOf(cause)
    if (code === 'EADDRINUSE') {
      return new StartError(
        `Port ${port} of ${host} is in use. Set PORT to a free one, or stop the other program.`,
        cause,
      )
    }
    if (code === 'EACCES') {
      return new StartError(
        `Port ${port} needs rights that this process does not have. Set PORT to one above 1023.`,
        cause,
      )
    }
    if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND') {
      return new StartError(
        `This machine has no address ${host}. Set HOST to one it has, such as 127.0.0.1.`,
        cause,
      )
    }
    return new StartError(`Cannot listen on ${host}, port ${port} (${String(cause)}).`, cause)
  }
}

/** Makes the folder where it is missing. Throws StartError when nothing can be written there. */
export function prepareDataDir(path: string): void {
  try {
    makeFolder(path)
    accessSync(path, constants.W_OK | constants.X_OK)
  } catch (error) {
    throw new StartError(
      `The data folder ${path} cannot be written (${codeOf(error)}). Set DATA_DIR to one that can.`,
      error,
    )
  }
}

/** Not `recursive: true`: that never returns below /proc, where a folder that exists answers ENOENT. */
function makeFolder(path: string): void {
  if (existsSync(path)) return
  makeFolder(dirname(resolve(path)))
  mkdirSync(path, { mode: 0o700 })
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : String(error)
}
