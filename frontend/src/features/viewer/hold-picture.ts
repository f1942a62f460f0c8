/** A picture of a film that does not come back within this time is no longer its picture. */
const AT_MOST_MS = 3000

/**
 * Leaves the picture that a film shows in its place while the element is given another address, which makes it black; until it
 * shows a new one. Does nothing for sounds, and where there is no picture yet.
 */
export function holdPicture(element: HTMLMediaElement): void {
  if (!(element instanceof HTMLVideoElement) || element.videoWidth === 0 || element.readyState < 2) return
  const still = document.createElement('canvas')
  still.width = element.videoWidth
  still.height = element.videoHeight
  still.ariaHidden = 'true'
  still.getContext('2d')?.drawImage(element, 0, 0)
  const { objectFit, borderRadius } = getComputedStyle(element)
  Object.assign(still.style, {
    position: 'absolute',
    left: `${element.offsetLeft}px`,
    top: `${element.offsetTop}px`,
    width: `${element.offsetWidth}px`,
    height: `${element.offsetHeight}px`,
    objectFit,
    borderRadius,
    pointerEvents: 'none',
  })
  element.after(still)
  const timer = setTimeout(() => still.remove(), AT_MOST_MS)
  const release = () => {
    clearTimeout(timer)
    still.remove()
  }
  // Not before the new address begins to load: frames of the old one may still be on their way.
  element.addEventListener('loadedmetadata', () => element.requestVideoFrameCallback(release), { once: true })
}
