// How the next files are sent: remembered in this browser.

export type UploadChoices = {
  /** `photo`: Telegram makes pictures smaller; `file`: as they are. */
  as: 'file' | 'photo'
  /** The channel; undefined: the gallery's first. */
  chat: string | undefined
}

const KEY = 'gramreel-upload'
const FIRST: UploadChoices = { as: 'file', chat: undefined }

export function readChoices(): UploadChoices {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(KEY) ?? '{}')
    if (typeof kept !== 'object' || kept === null) return FIRST
    const as = 'as' in kept && kept.as === 'photo' ? 'photo' : 'file'
    return { as, chat: 'chat' in kept && typeof kept.chat === 'string' ? kept.chat : undefined }
  } catch {
    return FIRST
  }
}

export function keepChoices(choices: UploadChoices): void {
  try {
    localStorage.setItem(KEY, JSON.stringify(choices))
  } catch {
    // Full, or not allowed: then it is not remembered.
  }
}
