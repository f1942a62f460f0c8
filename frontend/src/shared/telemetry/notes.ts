// What only the player knows about a playback, told to whoever measures it; nobody may.

export const RENEWAL = 'gramreel-renewal'
export const FAILURE = 'gramreel-failure'

/** Its link was renewed on the way, and it stood still for so long until the new one was there. */
export const noteRenewal = (media: HTMLMediaElement, waitedMs: number): void => {
  media.dispatchEvent(new CustomEvent(RENEWAL, { detail: waitedMs }))
}

/** It failed, and a person was told so by this code. */
export const noteFailure = (media: HTMLMediaElement, code: string): void => {
  media.dispatchEvent(new CustomEvent(FAILURE, { detail: code }))
}
