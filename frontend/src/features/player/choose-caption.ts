import type { Caption } from '@gramreel/contracts/details'

/** How the wish for these captions is remembered: films say it the same way where they can. */
export const wishFor = ({ language, label }: Caption): string => language ?? label

const baseOf = (language: string): string => (language.split('-')[0] ?? '').toLowerCase()

/** Which captions fit what was chosen last time: the same, else the same language in another country; undefined for none. Pure. */
export function chooseCaption(captions: readonly Caption[], wish: string | null): Caption | undefined {
  if (wish === null) return undefined
  return (
    captions.find((caption) => wishFor(caption) === wish) ??
    captions.find(({ language }) => language !== undefined && baseOf(language) === baseOf(wish))
  )
}
