import { useRef, type ReactNode } from 'react'
import { Button } from '../../shared/button.tsx'
import { formatBytes, formatDuration } from '../../shared/format.ts'
import {
  CloseIcon,
  DoneIcon,
  PauseIcon,
  PlayIcon,
  RetryIcon,
  UploadIcon,
  WarningIcon,
} from '../../shared/icons.tsx'
import { uploadFailureText, uploadTexts as texts } from '../../shared/upload-texts.ts'
import { secondsLeft } from './pace.ts'
import styles from './upload.module.css'
import { cancel, giveFile, isOver, pause, resume, type Row } from './upload-queue.ts'

type UploadRowProps = { row: Row; hrefOf: (id: string) => string; onOpen: (id: string) => void }

export function UploadRow({ row, hrefOf, onOpen }: UploadRowProps) {
  const { name, size, state, pace, fileId } = row
  return (
    <li className={styles['row']}>
      <div className={styles['about']}>
        <p className={styles['name']} dir="auto" title={name}>
          {name}
        </p>
        <p className={state === 'failed' ? styles['bad'] : styles['state']}>
          {state === 'failed' && <WarningIcon size={16} />}
          {isOver(row) && <DoneIcon size={16} />}
          <span>{stateText(row)}</span>
        </p>
        {!isOver(row) && (
          <progress
            className={styles['bar']}
            max={size}
            value={pace.bytes}
            aria-label={texts.progress(name)}
          />
        )}
      </div>
      {fileId !== undefined && (
        <a
          className={styles['show']}
          href={hrefOf(fileId)}
          aria-label={texts.named(texts.show, name)}
          onClick={(event) => {
            if (event.metaKey || event.ctrlKey || event.shiftKey) return
            event.preventDefault()
            onOpen(fileId)
          }}
        >
          {texts.show}
        </a>
      )}
      <Actions row={row} />
    </li>
  )
}

function stateText({ state, reason = '', pace, size }: Row): string {
  if (state === 'failed') return uploadFailureText(reason)
  if (state !== 'sending' || pace.bytes === 0) return texts.states[state]
  const left = secondsLeft(pace, size)
  return [
    texts.of(formatBytes(pace.bytes), formatBytes(size)),
    pace.perSecond !== undefined && texts.speed(formatBytes(pace.perSecond)),
    left !== undefined && texts.left(formatDuration(left)),
  ]
    .filter(Boolean)
    .join(' · ')
}

function Actions({ row }: { row: Row }) {
  const { key, name, state } = row
  const act = (action: string, icon: ReactNode, onClick: () => void) => (
    <Button look="round" aria-label={texts.named(action, name)} title={action} onClick={onClick}>
      {icon}
    </Button>
  )
  if (isOver(row)) return null
  return (
    <>
      {['waiting', 'checking', 'sending'].includes(state) &&
        act(texts.pause, <PauseIcon size={20} />, () => pause(key))}
      {state === 'paused' && act(texts.resume, <PlayIcon size={20} />, () => resume(key))}
      {state === 'failed' && act(texts.retry, <RetryIcon size={20} />, () => resume(key))}
      {state === 'lost' && <ChooseAgain row={row} />}
      {state !== 'finishing' && act(texts.cancel, <CloseIcon size={20} />, () => cancel(key))}
    </>
  )
}

function ChooseAgain({ row: { key, name } }: { row: Row }) {
  const input = useRef<HTMLInputElement>(null)
  const label = texts.named(texts.choose, name)
  return (
    <>
      <Button look="round" aria-label={label} title={texts.choose} onClick={() => input.current?.click()}>
        <UploadIcon size={20} />
      </Button>
      <input
        ref={input}
        type="file"
        className="visually-hidden"
        tabIndex={-1}
        aria-label={label}
        onChange={({ currentTarget }) => {
          const [file] = currentTarget.files ?? []
          if (file) giveFile(key, file)
        }}
      />
    </>
  )
}
