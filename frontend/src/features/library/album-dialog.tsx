import type { Album } from '@gramreel/contracts/albums'
import { useMutation, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { Button } from '../../shared/button.tsx'
import { Dialog } from '../../shared/dialog.tsx'
import dialog from '../../shared/dialog.module.css'
import { FormFailure } from '../../shared/form.tsx'
import { formatCount } from '../../shared/format.ts'
import { AlbumIcon, PlusIcon } from '../../shared/icons.tsx'
import { libraryFailure, libraryTexts } from '../../shared/library-texts.ts'
import { texts as shared } from '../../shared/texts.ts'
import { showToast } from '../../shared/toast.ts'
import { albumsQuery } from './albums-query.ts'
import { addToAlbum, makeAlbum } from './library-calls.ts'
import { codeOf, useLibraryActions } from './use-library-actions.ts'
import styles from './library.module.css'

const texts = libraryTexts.albumDialog

type AlbumDialogProps = { files: readonly string[]; onDone?: () => void; onClose: () => void }

const add = async (files: readonly string[], to: Album | string): Promise<Album> => {
  const album = typeof to === 'string' ? await makeAlbum({ title: to }) : to
  await addToAlbum(album.id, files)
  return album
}

/** One field to find an album by its name, or to name a new one; then the list. */
// oxlint-disable-next-line import/no-default-export -- React.lazy takes default exports
export default function AlbumDialog({ files, onDone, onClose }: AlbumDialogProps) {
  const albums = useQuery(albumsQuery)
  const { refresh } = useLibraryActions()
  const [typed, setTyped] = useState('')
  const adding = useMutation({
    mutationFn: (to: Album | string) => add(files, to),
    onSettled: refresh,
    onSuccess: ({ title }) => {
      showToast(libraryTexts.done.added(files.length, formatCount(files.length), title))
      onDone?.()
      onClose()
    },
  })
  const name = typed.trim()
  const wanted = name.toLocaleLowerCase()
  const found = (albums.data ?? []).filter(({ title }) => title.toLocaleLowerCase().includes(wanted))
  const isNew = name !== '' && !found.some(({ title }) => title.toLocaleLowerCase() === wanted)
  const failure = adding.error ?? albums.error
  return (
    <Dialog title={texts.title} onClose={onClose}>
      <form
        className={dialog['form']}
        onSubmit={(event) => {
          event.preventDefault()
          const [only] = found
          if (isNew) adding.mutate(name)
          else if (only !== undefined && name !== '') adding.mutate(only)
        }}
      >
        <input
          autoFocus
          className={styles['field']}
          type="text"
          dir="auto"
          maxLength={200}
          autoComplete="off"
          aria-label={texts.search}
          placeholder={texts.search}
          value={typed}
          onChange={({ currentTarget }) => setTyped(currentTarget.value)}
        />
        <ul className={styles['choices']} aria-label={texts.list}>
          {isNew && (
            <li>
              <button
                type="button"
                className={styles['choice']}
                disabled={adding.isPending}
                onClick={() => adding.mutate(name)}
              >
                <span className={styles['cover']}>
                  <PlusIcon />
                </span>
                <span className={styles['words']} dir="auto">
                  {texts.make(name)}
                </span>
              </button>
            </li>
          )}
          {found.map((album) => (
            <li key={album.id}>
              <button
                type="button"
                className={styles['choice']}
                disabled={adding.isPending}
                onClick={() => adding.mutate(album)}
              >
                <span className={styles['cover']}>
                  {album.cover === null ? <AlbumIcon /> : <img src={album.cover} alt="" loading="lazy" />}
                </span>
                <span className={styles['words']} dir="auto">
                  {album.title}
                </span>
                <span className={styles['number']}>{formatCount(album.count)}</span>
              </button>
            </li>
          ))}
        </ul>
        {albums.isSuccess && found.length === 0 && !isNew && (
          <p className={styles['hint']}>{texts.makeFirst}</p>
        )}
        <FormFailure
          text={
            failure === null
              ? undefined
              : libraryFailure(
                  adding.error === null ? texts.failed : libraryTexts.failed.album,
                  codeOf(failure),
                )
          }
        />
        <div className={dialog['actions']}>
          <Button onClick={onClose}>{shared.cancel}</Button>
        </div>
      </form>
    </Dialog>
  )
}
