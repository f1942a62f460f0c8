import { useQuery } from '@tanstack/react-query'
import { useEffect, useId, useRef, useState, type RefObject } from 'react'
import { Button } from '../../shared/button.tsx'
import { CameraIcon, FileIcon, FilmIcon, FolderIcon, UploadIcon } from '../../shared/icons.tsx'
import { uploadTexts as texts } from '../../shared/upload-texts.ts'
import { entriesOfInput, ofHandle } from './dropped.ts'
import { takeIn } from './take-in.ts'
import { channelsQuery } from './upload-calls.ts'
import { keepChoices, readChoices, type UploadChoices } from './upload-choices.ts'
import styles from './upload-menu.module.css'

const mayChooseFolders = 'webkitdirectory' in HTMLInputElement.prototype

/** The button, and what it offers: files, a folder, the camera; and how pictures go, and where to. */
export function UploadMenu() {
  const id = useId()
  const popover = useRef<HTMLDivElement>(null)
  const [files, folder, photo, film] = [useInput(), useInput(), useInput(), useInput()]
  const choose = (act: () => void) => () => {
    popover.current?.hidePopover()
    act()
  }
  const open = (input: RefObject<HTMLInputElement | null>) => choose(() => input.current?.click())
  return (
    <>
      <Button look="round" aria-label={texts.button} title={texts.button} popoverTarget={id}>
        <UploadIcon />
      </Button>
      <div
        ref={popover}
        id={id}
        popover="auto"
        role="dialog"
        aria-label={texts.button}
        className={styles['menu']}
      >
        <Item icon={<FileIcon size={20} />} onClick={choose(() => void pickFiles(files))}>
          {texts.chooseFiles}
        </Item>
        {mayChooseFolders && (
          <Item icon={<FolderIcon size={20} />} onClick={open(folder)}>
            {texts.chooseFolder}
          </Item>
        )}
        <div className={styles['touch']}>
          <Item icon={<CameraIcon size={20} />} onClick={open(photo)}>
            {texts.takePhoto}
          </Item>
          <Item icon={<FilmIcon size={20} />} onClick={open(film)}>
            {texts.takeFilm}
          </Item>
        </div>
        <p className={styles['hint']}>{texts.hint}</p>
        <Choices />
      </div>
      <HiddenInput of={files} label={texts.chooseFiles} multiple />
      <HiddenInput of={folder} label={texts.chooseFolder} webkitdirectory="" />
      <HiddenInput of={photo} label={texts.takePhoto} accept="image/*" capture="environment" />
      <HiddenInput of={film} label={texts.takeFilm} accept="video/*" capture="environment" />
    </>
  )
}

const useInput = () => useRef<HTMLInputElement>(null)

/** The browser's picker that gives handles, where there is one and a mouse; else the plain one. */
async function pickFiles(input: RefObject<HTMLInputElement | null>): Promise<void> {
  if (window.showOpenFilePicker === undefined || matchMedia('(pointer: coarse)').matches) {
    input.current?.click()
    return
  }
  // Rejects when the person closes it.
  const handles = await window.showOpenFilePicker({ multiple: true }).catch(() => [])
  await takeIn(handles.map(ofHandle))
}

type ItemProps = { icon: React.ReactNode; onClick: () => void; children: string }

const Item = ({ icon, onClick, children }: ItemProps) => (
  <button type="button" className={styles['item']} onClick={onClick}>
    {icon}
    {children}
  </button>
)

type HiddenInputProps = React.ComponentProps<'input'> & {
  of: RefObject<HTMLInputElement | null>
  label: string
  webkitdirectory?: string
}

const HiddenInput = ({ of, label, ...rest }: HiddenInputProps) => (
  <input
    ref={of}
    type="file"
    className="visually-hidden"
    tabIndex={-1}
    aria-hidden="true"
    aria-label={label}
    onChange={({ currentTarget }) => {
      void takeIn(entriesOfInput(currentTarget.files ?? []))
      currentTarget.value = ''
    }}
    {...rest}
  />
)

function Choices() {
  const name = useId()
  const { data: channels } = useQuery(channelsQuery)
  const [choices, setChoices] = useState(readChoices)
  const change = (fields: Partial<UploadChoices>) => {
    const next = { ...choices, ...fields }
    keepChoices(next)
    setChoices(next)
  }
  const known = channels?.find(({ chat }) => chat === choices.chat)
  // The channel is not one of the gallery's any more.
  const isGone = channels !== undefined && choices.chat !== undefined && known === undefined
  useEffect(() => {
    if (!isGone) return
    keepChoices({ ...readChoices(), chat: undefined })
    setChoices(readChoices)
  }, [isGone])
  return (
    <>
      <fieldset className={styles['as']}>
        <legend>{texts.as.label}</legend>
        {(['file', 'photo'] as const).map((as) => (
          <label key={as} className={styles['choice']}>
            <input type="radio" name={name} checked={choices.as === as} onChange={() => change({ as })} />
            <span>
              {texts.as[as]}
              <small>{texts.as.hints[as]}</small>
            </span>
          </label>
        ))}
      </fieldset>
      {channels !== undefined && channels.length > 1 && (
        <label className={styles['into']}>
          {texts.into}
          <select
            value={(known ?? channels[0])?.chat}
            onChange={({ currentTarget }) => change({ chat: currentTarget.value })}
          >
            {channels.map(({ chat, title }) => (
              <option key={chat} value={chat}>
                {title}
              </option>
            ))}
          </select>
        </label>
      )}
    </>
  )
}
