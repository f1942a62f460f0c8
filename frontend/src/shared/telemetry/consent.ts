// Whether this browser sends figures to its own gallery: yes, unless somebody said no here, or the browser says so for
// everybody (Global Privacy Control, https://w3c.github.io/gpc/; Do Not Track).

const KEY = 'gramreel.telemetry'

type Navigator = { readonly globalPrivacyControl?: boolean; readonly doNotTrack?: string | null }

/** The browser itself asks everybody not to. */
export const browserRefuses = ({ globalPrivacyControl, doNotTrack }: Navigator = navigator): boolean =>
  globalPrivacyControl === true || doNotTrack === '1'

export function isSwitchedOff(): boolean {
  try {
    return localStorage.getItem(KEY) === 'off'
  } catch {
    return false
  }
}

export function switchTelemetry(isOn: boolean): void {
  try {
    if (isOn) localStorage.removeItem(KEY)
    else localStorage.setItem(KEY, 'off')
  } catch {
    // Storage may be forbidden: then there is nothing to remember it by.
  }
}

export const maySend = (): boolean => !browserRefuses() && !isSwitchedOff()
