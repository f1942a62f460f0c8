import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'

const isProgram = (path: string): boolean => {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}

/** The one that is named, else one in PATH; undefined where there is none. */
export const findFfmpeg = (named: string | undefined, path = process.env['PATH'] ?? ''): string | undefined =>
  (named === undefined ? path.split(delimiter).map((folder) => join(folder, 'ffmpeg')) : [named]).find(
    isProgram,
  )
