import { Fragment, useLayoutEffect, useRef } from 'react'
import { Button } from '../../shared/button.tsx'
import { CloseIcon } from '../../shared/icons.tsx'
import { shortcutTexts } from '../../shared/shortcut-texts.ts'
import { texts } from '../../shared/texts.ts'
import { listedShortcuts } from './listed-shortcuts.ts'
import styles from './shortcut-list.module.css'

/** Every key that does something, in the grid, in the viewer and in the player. */
// oxlint-disable-next-line import/no-default-export -- React.lazy takes default exports
export default function ShortcutList({ onClose }: { onClose: () => void }) {
  const dialog = useRef<HTMLDialogElement>(null)
  // Closed while it is still in the page: only then the focus goes back to where it was.
  useLayoutEffect(() => {
    const element = dialog.current
    if (element !== null && !element.open) element.showModal()
    return () => element?.close()
  }, [])
  return (
    <dialog
      ref={dialog}
      className={styles['dialog']}
      aria-label={shortcutTexts.title}
      // What is typed here is no command to what is beneath; the key that opened it closes it as well.
      onKeyDown={(event) => {
        event.stopPropagation()
        if (event.key === '?') onClose()
      }}
      onClick={(event) => event.target === dialog.current && onClose()}
      onCancel={(event) => {
        event.preventDefault()
        event.stopPropagation()
        onClose()
      }}
    >
      <div className={styles['head']}>
        <h2>{shortcutTexts.title}</h2>
        <Button look="round" aria-label={texts.close} onClick={onClose}>
          <CloseIcon />
        </Button>
      </div>
      <div className={styles['groups']}>
        {listedShortcuts().map(({ group, rows }) => (
          <section key={group} aria-labelledby={`keys-${group}`}>
            <h3 id={`keys-${group}`}>{shortcutTexts.groups[group]}</h3>
            <dl>
              {rows.map(({ name, held, keys }) => (
                <div key={name} className={styles['row']}>
                  <dt>{name}</dt>
                  <dd>
                    {held !== undefined && (
                      <>
                        <kbd>{held}</kbd>
                        {' + '}
                      </>
                    )}
                    {keys.map((key, n) => (
                      <Fragment key={key}>
                        {n > 0 && ' '}
                        <kbd dir="ltr">{key}</kbd>
                      </Fragment>
                    ))}
                  </dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
    </dialog>
  )
}
