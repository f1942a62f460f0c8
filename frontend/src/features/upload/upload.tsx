// All of uploading that the gallery shows: the button with its menu, the page as a target for files, and the panel.
import { useEffect } from 'react'
import { createPortal } from 'react-dom'
import { UploadIcon } from '../../shared/icons.tsx'
import { uploadTexts as texts } from '../../shared/upload-texts.ts'
import styles from './upload.module.css'
import { UploadMenu } from './upload-menu.tsx'
import { UploadPanel } from './upload-panel.tsx'
import { restore } from './upload-queue.ts'
import { useTakingFiles } from './use-taking-files.ts'
import { guardWhileSending } from './while-sending.ts'

type UploadProps = { hrefOf: (id: string) => string; onOpen: (id: string) => void }

/** Loaded when somebody who may upload is signed in. */
// oxlint-disable-next-line import/no-default-export -- React.lazy takes default exports
export default function Upload(props: UploadProps) {
  const isOver = useTakingFiles()
  useEffect(() => void restore(), [])
  useEffect(guardWhileSending, [])
  return (
    <>
      <UploadMenu />
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
