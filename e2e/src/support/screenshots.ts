import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from 'playwright-core'

const SIZES = { phone: { width: 390, height: 844 }, desk: { width: 1440, height: 900 } } as const

/** PNG files of what is on screen, on phone and desk, light and dark, in the folder SCREENSHOTS; none where it names none: they take their time. */
export async function takeScreenshots(page: Page, name: string, settle?: () => Promise<void>): Promise<void> {
  const folder = process.env['SCREENSHOTS']
  if (!folder) return
  mkdirSync(folder, { recursive: true })
  const before = page.viewportSize()
  for (const [size, viewport] of Object.entries(SIZES)) {
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.setViewportSize(viewport)
      await page.emulateMedia({ colorScheme })
      await settle?.()
      await page.waitForTimeout(400)
      await page.screenshot({ path: join(folder, `${name}-${size}-${colorScheme}.png`) })
    }
  }
  await page.emulateMedia({ colorScheme: null })
  if (before) await page.setViewportSize(before)
}
