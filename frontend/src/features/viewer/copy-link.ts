/** The address of an item for somebody else, at a moment of a film or sound if `seconds` says one. */
export function linkTo(
  { origin, pathname }: Pick<Location, 'origin' | 'pathname'>,
  seconds?: number,
): string {
  const whole = seconds === undefined ? 0 : Math.floor(seconds)
  return `${origin}${pathname}${whole > 0 ? `?t=${whole}` : ''}`
}

/** Puts text on the clipboard; answers whether it is there. `beside`: an element of the topmost layer. */
export async function copyText(text: string, beside: Element): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text)
    return true
  } catch {
    // Not there without https, as on a server at home; the old way is.
    return copySelection(text, beside)
  }
}

function copySelection(text: string, beside: Element): boolean {
  const field = document.createElement('textarea')
  field.value = text
  field.readOnly = true
  field.className = 'visually-hidden'
  beside.append(field)
  const { activeElement } = document
  field.select()
  // oxlint-disable-next-line typescript/no-deprecated -- the only way on a page without https
  const isCopied = document.execCommand('copy')
  field.remove()
  if (activeElement instanceof HTMLElement) activeElement.focus({ preventScroll: true })
  return isCopied
}
