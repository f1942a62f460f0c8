import type { Sprites } from '@gramreel/contracts/sprites'
import { placeOfTile, tileCount } from '../player/sprite-at.ts'
import { progressOf, tileAfter, tileUnder } from './preview-tiles.ts'
import styles from './film-preview.module.css'

/** So long the mouse stays where it is before anything is asked for. */
const REST_MS = 300
/** So long a picture stays before the next one follows by itself. */
const PICTURE_MS = 600
/** A resting hand trembles by less. */
const STEADY_PX = 3

/** Sheets that a backend said it has not. */
const lost = new Set<string>()

/** Undefined where there is none. */
async function loadSheet(url: string, signal: AbortSignal): Promise<ImageBitmap | undefined> {
  if (lost.has(url)) return undefined
  const answer = await fetch(url, { signal })
  if (answer.status === 404) lost.add(url)
  return answer.ok ? createImageBitmap(await answer.blob()) : undefined
}

/** Between the tile's own picture and its words, and a line at the foot; `take` takes it all away. */
function drawOver(tile: HTMLElement, picture: HTMLElement, sheet: ImageBitmap, sprites: Sprites) {
  const { width, height } = sprites
  const count = tileCount(sprites)
  const canvas = Object.assign(document.createElement('canvas'), {
    className: styles['picture'],
    width,
    height,
    ariaHidden: 'true',
  })
  const line = Object.assign(document.createElement('span'), { className: styles['line'] })
  const progress = line.appendChild(document.createElement('span'))
  picture.after(canvas)
  tile.append(line)
  const context = canvas.getContext('2d')
  return {
    show: (shown: number) => {
      const { x, y } = placeOfTile(sprites, shown)
      context?.drawImage(sheet, x, y, width, height, 0, 0, width, height)
      canvas.dataset['preview'] = String(shown)
      progress.style.scale = `${progressOf(shown, count)} 1`
    },
    take: () => {
      canvas.remove()
      line.remove()
    },
  }
}

/** For the film at this place of the grid, with the mouse at `x`. The answer ends it: the tile is as before. */
export function openPreview(place: HTMLElement, sprites: Sprites, x: number): () => void {
  const tile = place.querySelector<HTMLElement>('[data-tile]')
  const picture = tile?.querySelector('img')
  const count = tileCount(sprites)
  const isStill = matchMedia('(prefers-reduced-motion: reduce)').matches
  const stop = new AbortController()
  const { signal } = stop
  let mouse = x
  let shown = 0
  let sheet: ImageBitmap | undefined
  let drawing: ReturnType<typeof drawOver> | undefined
  let isAsked = false
  let timer: ReturnType<typeof setTimeout> | undefined

  const close = () => {
    stop.abort()
    clearTimeout(timer)
    drawing?.take()
    sheet?.close()
  }
  const wait = (milliseconds: number, run: () => void) => {
    clearTimeout(timer)
    timer = setTimeout(run, milliseconds)
  }
  const show = (next: number) => {
    if (sheet === undefined || !tile || !picture) return
    drawing ??= drawOver(tile, picture, sheet, sprites)
    drawing.show((shown = next))
    if (!isStill) wait(PICTURE_MS, goOn)
  }
  // What took the tile from under the mouse (a key, a dialog) may not have moved the mouse.
  const goOn = () => (place.matches(':hover') ? show(tileAfter(shown, count)) : close())
  const showUnderMouse = () => tile && show(tileUnder(mouse, tile.getBoundingClientRect(), count))
  const ask = () => {
    isAsked = true
    loadSheet(sprites.url, signal).then(
      (loaded) => {
        if (signal.aborted) return loaded?.close()
        sheet = loaded
        if (!isStill) showUnderMouse()
        return undefined
      },
      // The line broke, or the mouse left: the tile stays as it is.
      () => undefined,
    )
  }
  const rest = () => !isAsked && wait(REST_MS, ask)
  const move = ({ clientX }: PointerEvent) => {
    if (Math.abs(clientX - mouse) < STEADY_PX) return
    mouse = clientX
    rest()
    showUnderMouse()
  }

  if (!picture) return close
  rest()
  place.addEventListener('pointermove', move, { signal })
  // A tile that comes under the mouse while the page scrolls is not rested upon.
  addEventListener('scroll', rest, { signal, passive: true })
  return close
}
