// Fingers on the glass, by the DevTools protocol: playwright knows only taps.
import type { Page } from 'playwright-core'

type Spot = readonly [x: number, y: number]

export type Hand = {
  /** Puts fingers down, moves each to its goal in so many steps of a frame, and leaves them there. */
  drag(from: readonly Spot[], to: readonly Spot[], steps?: number): Promise<void>
  lift(): Promise<void>
  /** All of it: down, along, up. */
  swipe(from: Spot, to: Spot): Promise<void>
}

export async function openHand(page: Page): Promise<Hand> {
  const session = await page.context().newCDPSession(page)
  const send = (type: 'touchStart' | 'touchMove' | 'touchEnd', spots: readonly Spot[]) =>
    session.send('Input.dispatchTouchEvent', {
      type,
      touchPoints: spots.map(([x, y], id) => ({ x, y, id })),
    })
  const hand: Hand = {
    async drag(from, to, steps = 12) {
      await send('touchStart', from)
      for (let step = 1; step <= steps; step += 1) {
        const spots = from.map(([x, y], n): Spot => {
          const [goalX, goalY] = to[n] ?? [x, y]
          return [x + ((goalX - x) * step) / steps, y + ((goalY - y) * step) / steps]
        })
        // oxlint-disable-next-line no-await-in-loop -- one frame after the other
        await send('touchMove', spots)
        // oxlint-disable-next-line no-await-in-loop -- as above
        await page.waitForTimeout(16)
      }
    },
    lift: () => send('touchEnd', []).then(() => undefined),
    async swipe(from, to) {
      await hand.drag([from], [to], 8)
      await hand.lift()
    },
  }
  return hand
}
