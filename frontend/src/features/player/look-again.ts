// When to ask again for a film's preview pictures: while the backend says that it makes them, less and less often, and not for
// ever. Most are there within half a minute.
import type { Details } from '@gramreel/contracts/details'

const FIRST_MS = 5_000
const MOST_LOOKS = 7

/** In so many ms; false: never. `looks`: answers so far, refusals too, from 1. */
export const lookAgainMs = (
  details: Pick<Details, 'sprites' | 'spritesComing'> | undefined,
  looks: number,
): number | false => {
  const isWorthIt = details?.spritesComing === true && details.sprites === undefined
  return isWorthIt && looks < MOST_LOOKS ? FIRST_MS * 2 ** (looks - 1) : false
}
