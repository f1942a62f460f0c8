import { useLayoutEffect, useRef } from 'react'
import type { Sprites } from '@gramreel/contracts/sprites'
import { spriteAt } from './sprite-at.ts'
import styles from './scrub-line.module.css'

/** One tile of the sheet, 160 pixels wide at most; upright films stay as high as wide ones are wide. */
const LARGEST = 160

/** What is to be seen at a moment. */
export function SpriteTile({ sprites, seconds }: { sprites: Sprites; seconds: number }) {
  const tile = useRef<HTMLSpanElement>(null)
  const { width, height, columns, rows, url } = sprites
  const scale = LARGEST / Math.max(width, height)
  const { x, y } = spriteAt(sprites, seconds)
  useLayoutEffect(() => {
    const style = tile.current?.style
    if (style === undefined) return
    style.width = `${width * scale}px`
    style.height = `${height * scale}px`
    style.backgroundImage = `url(${JSON.stringify(url)})`
    style.backgroundSize = `${columns * width * scale}px ${rows * height * scale}px`
    style.backgroundPosition = `${-x * scale}px ${-y * scale}px`
  }, [url, width, height, columns, rows, scale, x, y])
  return <span ref={tile} className={styles['tile']} data-sprite />
}
