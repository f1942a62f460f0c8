import { useEffect, type RefObject } from 'react'

/**
 * The focus stays in the dialog. What has it may leave the page: a button of the item before, a panel about trouble, a message
 * with its Undo. Browsers give it to the page then, which is outside, and no key would reach the dialog any more.
 */
export function useKeptFocus(dialog: RefObject<HTMLDialogElement | null>): void {
  useEffect(() => {
    const element = dialog.current
    if (element === null) return undefined
    const look = () => {
      const { activeElement } = document
      const isLost =
        activeElement === null || activeElement === document.body || activeElement.closest('[inert]') !== null
      // Beneath another dialog it cannot be focused, and that other one has the focus.
      if (isLost) element.focus({ preventScroll: true })
    }
    const observer = new MutationObserver(look)
    observer.observe(element, {
      subtree: true,
      childList: true,
      attributeFilter: ['inert', 'disabled', 'hidden'],
    })
    return () => observer.disconnect()
  }, [dialog])
}
