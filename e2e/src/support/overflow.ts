import type { Page } from 'playwright-core'

/** What is wider than the window and so makes the page scroll to the side: its class and text; nothing when all fits. */
export const findOverflow = (page: Page): Promise<string[]> =>
  page.evaluate(async () => {
    // What follows the window's size does so with the next frames.
    for (let frame = 0; frame < 6; frame++) await new Promise(requestAnimationFrame)
    const { clientWidth, scrollWidth } = document.documentElement
    if (scrollWidth <= clientWidth) return []
    return [...document.querySelectorAll('body *')]
      .filter((element) => {
        const { left, right, width } = element.getBoundingClientRect()
        return width > 0 && (right > clientWidth + 1 || left < -1)
      })
      .slice(0, 5)
      .map((element) => `${element.tagName} ${element.className} ${element.textContent.slice(0, 40)}`)
  })
