// Whether films in the grid show what is in them under the mouse: yes, unless somebody said no on this device.

const KEY = 'gramreel.film-previews'

export function areFilmsPreviewed(): boolean {
  try {
    return localStorage.getItem(KEY) !== 'off'
  } catch {
    return true
  }
}

export function switchFilmPreviews(isOn: boolean): void {
  try {
    if (isOn) localStorage.removeItem(KEY)
    else localStorage.setItem(KEY, 'off')
  } catch {
    // Storage may be forbidden: then there is nothing to remember it by.
  }
}
