// All of uploading that the gallery shows: the button, the page as a target for files, and the panel.
import { useEffect, useRef } from 'react'
import { createPortal } from 'react-dom'
import { Button } from '../../shared/button.tsx'
import { UploadIcon } from '../../shared/icons.tsx'
import { uploadTexts as texts } from '../../shared/upload-texts.ts'
import styles from './upload.module.css'
import { UploadPanel } from './upload-panel.tsx'
import { addFiles, restore } from './upload-queue.ts'
import { useDrop } from './use-drop.ts'

type UploadProps = { hrefOf: (id: string) => string; onOpen: (id: string) => void }

/** Loaded when somebody who may upload is signed in. */
// oxlint-disable-next-line import/no-default-export -- React.lazy takes default exports
export default function Upload(props: UploadProps) {
  const input = useRef<HTMLInputElement>(null)
  const isOver = useDrop(addFiles)
  useEffect(() => void restore(), [])
  return (
    <>
      <Button
        look="round"
        aria-label={texts.button}
        title={texts.button}
        onClick={() => input.current?.click()}
      >
        <UploadIcon />
      </Button>
      <input
        ref={input}
        type="file"
        multiple
        className="visually-hidden"
        tabIndex={-1}
        aria-label={texts.button}
        onChange={({ currentTarget }) => {
          addFiles(currentTarget.files ?? [])
          currentTarget.value = ''
        }}
      />
      {createPortal(
        <>
          {isOver && (
            <div className={styles['target']}>
              <p className={styles['word']}>
                <UploadIcon size={32} />
                {texts.drop}
              </p>
            </div>
          )}
          <UploadPanel {...props} />
        </>,
        document.body,
      )}
    </>
  )
}
