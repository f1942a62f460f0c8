import { useRef, type ReactNode } from 'react'
import { Button } from '../../shared/button.tsx'
import { formatBytes } from '../../shared/format.ts'
import {
  CloseIcon,
  DoneIcon,
  FileIcon,
  FilmIcon,
  PauseIcon,
  PhotoIcon,
  PlayIcon,
  RetryIcon,
  SoundIcon,
  UploadIcon,
  WarningIcon,
} from '../../shared/icons.tsx'
import { uploadFailureText, uploadTexts as texts } from '../../shared/upload-texts.ts'
import { formatLeft } from './format-left.ts'
import { secondsLeft } from './pace.ts'
import type { Row } from './rows.ts'
import { isOver } from './totals.ts'
import styles from './upload.module.css'
import { cancel, giveFile, pause, reopen, resume } from './upload-queue.ts'

type UploadRowProps = { row: Row; hrefOf: (id: string) => string; onOpen: (id: string) => void }

export function UploadRow({ row, hrefOf, onOpen }: UploadRowProps) {
  const { name, size, state, pace, fileId } = row
  return (
    <>
      <Preview row={row} />
      <div className={styles['about']}>
        <p className={styles['name']} dir="auto" title={name}>
          {name}
        </p>
        <p className={state === 'failed' ? styles['bad'] : styles['state']}>
          {state === 'failed' && <WarningIcon size={16} />}
          {isOver(row) && <DoneIcon size={16} />}
          <span>{stateText(row)}</span>
        </p>
        {!isOver(row) && state !== 'failed' && (
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
    </>
  )
}

const ICONS = { image: PhotoIcon, video: FilmIcon, audio: SoundIcon } as const

function Preview({ row: { preview, mime } }: { row: Row }) {
  const [, Icon = FileIcon] = Object.entries(ICONS).find(([kind]) => mime.startsWith(`${kind}/`)) ?? []
  return (
    <span className={styles['preview']}>
      {preview === undefined ? <Icon size={20} /> : <img src={preview} alt="" />}
    </span>
  )
}

function stateText({ state, reason = '', pace, size, isKept }: Row): string {
  if (state === 'lost' && isKept === true) return texts.kept
  if (state === 'failed') return uploadFailureText(reason)
  if (state !== 'sending' || pace.bytes === 0) return texts.states[state]
  const left = secondsLeft(pace, size)
  return [
    texts.of(formatBytes(pace.bytes), formatBytes(size)),
    pace.perSecond !== undefined && texts.speed(formatBytes(pace.perSecond)),
    left !== undefined && texts.left(formatLeft(left)),
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
      {state === 'lost' &&
        (row.isKept === true ? (
          act(texts.resume, <PlayIcon size={20} />, () => void reopen(key))
        ) : (
          <ChooseAgain row={row} />
        ))}
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
          if (file) giveFile(key, { file })
        }}
      />
    </>
  )
}
