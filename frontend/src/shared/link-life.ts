// When a link had better be renewed, by the clock of whoever holds it.
import type { LinkAnswer } from '@gramreel/contracts/links'
import { LINK_LIFETIME_SECONDS } from '@gramreel/contracts/limits'

/** So long before its end another one is fetched: a request must not race with the end. */
const MARGIN_MS = 5 * 60_000

/** ms since 1970. From `due` on it is renewed when there is occasion to, at `end` it is over. */
export type LinkLife = { due: number; end: number }

/** By the clock that says `receivedAt`. Clocks that are wrong by hours are common: then a link lives the usual hour. */
export function lifeOf({ expiresAt }: Pick<LinkAnswer, 'expiresAt'>, receivedAt: number): LinkLife {
  const told = Date.parse(expiresAt) - receivedAt
  const usual = LINK_LIFETIME_SECONDS * 1000
  const lifeMs = told > 0 && told <= usual + 60_000 ? told : usual
  const end = receivedAt + lifeMs
  return { due: end - Math.min(MARGIN_MS, lifeMs / 10), end }
}
