import type { Album } from '@gramreel/contracts/albums'
import { useMutation } from '@tanstack/react-query'
import { Button } from '../../shared/button.tsx'
import { Dialog } from '../../shared/dialog.tsx'
import { Field, fieldText, FormFailure, formClass } from '../../shared/form.tsx'
import dialog from '../../shared/dialog.module.css'
import { libraryFailure, libraryTexts } from '../../shared/library-texts.ts'
import { texts as shared } from '../../shared/texts.ts'
import { changeAlbum, makeAlbum } from './library-calls.ts'
import { codeOf, useLibraryActions } from './use-library-actions.ts'

const texts = libraryTexts.album

/** The title of a new album, or another one for this one. */
export function AlbumTitleDialog({
  album,
  onDone,
  onClose,
}: {
  album?: Album
  onDone: (album: Album) => void
  onClose: () => void
}) {
  const { refresh } = useLibraryActions()
  const saving = useMutation({
    mutationFn: (title: string) =>
      album === undefined ? makeAlbum({ title }) : changeAlbum(album.id, { title }),
    onSuccess: (saved) => {
      refresh()
      onDone(saved)
    },
  })
  return (
    <Dialog title={album === undefined ? texts.newOne : texts.rename} onClose={onClose}>
      <form
        className={formClass}
        autoComplete="off"
        onSubmit={(event) => {
          event.preventDefault()
          const title = fieldText(new FormData(event.currentTarget), 'title').trim()
          if (title !== '') saving.mutate(title)
        }}
      >
        <Field
          label={texts.title}
          name="title"
          required
          autoFocus
          maxLength={200}
          dir="auto"
          defaultValue={album?.title}
        />
        <FormFailure
          text={
            saving.error === null
              ? undefined
              : libraryFailure(libraryTexts.failed.album, codeOf(saving.error))
          }
        />
        <div className={dialog['actions']}>
          <Button onClick={onClose}>{shared.cancel}</Button>
          <Button look="main" type="submit" disabled={saving.isPending}>
            {album === undefined ? texts.create : texts.save}
          </Button>
        </div>
      </form>
    </Dialog>
  )
}
