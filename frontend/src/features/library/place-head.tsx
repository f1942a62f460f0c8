import { useMutation, useQuery } from '@tanstack/react-query'
import { lazy, Suspense, use, useState } from 'react'
import type { Album } from '@gramreel/contracts/albums'
import { Button, ButtonLink } from '../../shared/button.tsx'
import type { CatalogueFilter } from '../../shared/catalogue.ts'
import { Confirm } from '../../shared/confirm.tsx'
import { FormFailure } from '../../shared/form.tsx'
import { formatCount } from '../../shared/format.ts'
import { GoContext, useGo } from '../../shared/go.ts'
import { BackIcon, ShareIcon } from '../../shared/icons.tsx'
import { libraryNames } from '../../shared/library-names.ts'
import { libraryFailure, libraryTexts } from '../../shared/library-texts.ts'
import { texts as shared } from '../../shared/texts.ts'
import { AlbumTitleDialog } from './album-title-dialog.tsx'
import { albumsQuery } from './albums-query.ts'
import { removeAlbum } from './library-calls.ts'
import styles from './place-head.module.css'
import { codeOf, useLibraryActions } from './use-library-actions.ts'

const DeleteDialog = lazy(() => import('./delete-dialog.tsx'))
const ShareDialog = lazy(() => import('../shares/share-dialog.tsx'))

const texts = libraryTexts.album

type PlaceHeadProps = { filter: CatalogueFilter; total: number | undefined; mayChange: boolean }

/** The name of an album or of the trash over what is in it, and what can be done with the whole. */
// oxlint-disable-next-line import/no-default-export -- React.lazy takes default exports
export default function PlaceHead({ filter, total, mayChange }: PlaceHeadProps) {
  if (filter.trash === true) return <TrashHead isEmpty={total === 0} mayChange={mayChange} />
  return <AlbumHead id={filter.album ?? ''} mayChange={mayChange} />
}

function AlbumHead({ id, mayChange }: { id: string; mayChange: boolean }) {
  const go = useGo()
  const albums = useQuery(albumsQuery)
  const album = albums.data?.find((one) => one.id === id)
  return (
    <div className={styles['head']}>
      <ButtonLink look="round" aria-label={texts.back} {...go('/albums')}>
        <BackIcon />
      </ButtonLink>
      <div className={styles['words']}>
        <h2 dir="auto">{album?.title ?? (albums.isSuccess ? texts.missing : ' ')}</h2>
        {album !== undefined && <p>{shared.gallery.count(album.count, formatCount(album.count))}</p>}
      </div>
      {album !== undefined && mayChange && <AlbumActions album={album} />}
    </div>
  )
}

function AlbumActions({ album }: { album: Album }) {
  const [open, setOpen] = useState<'share' | 'rename' | 'remove' | undefined>()
  const { refresh } = useLibraryActions()
  const go = use(GoContext)
  const close = () => setOpen(undefined)
  const removing = useMutation({
    mutationFn: () => removeAlbum(album.id),
    onSuccess: () => {
      go('/albums')
      refresh()
    },
  })
  return (
    <div className={styles['actions']}>
      {album.count > 0 && (
        <Button look="main" aria-label={texts.share} onClick={() => setOpen('share')}>
          <ShareIcon size={20} />
          {texts.shareShort}
        </Button>
      )}
      <Button onClick={() => setOpen('rename')}>{texts.rename}</Button>
      <Button aria-label={texts.remove} onClick={() => setOpen('remove')}>
        {texts.removeShort}
      </Button>
      {open === 'share' && (
        <Suspense>
          <ShareDialog album={album} onClose={close} />
        </Suspense>
      )}
      {open === 'rename' && <AlbumTitleDialog album={album} onDone={close} onClose={close} />}
      {open === 'remove' && (
        <Confirm
          title={texts.removeTitle(album.title)}
          text={texts.removeText}
          action={texts.remove}
          isBusy={removing.isPending}
          onConfirm={() => removing.mutate()}
          onClose={close}
        >
          <FormFailure
            text={
              removing.error === null
                ? undefined
                : libraryFailure(libraryTexts.failed.album, codeOf(removing.error))
            }
          />
        </Confirm>
      )}
    </div>
  )
}

function TrashHead({ isEmpty, mayChange }: { isEmpty: boolean; mayChange: boolean }) {
  const go = useGo()
  const [isAsking, setAsking] = useState(false)
  return (
    <div className={styles['head']}>
      <ButtonLink look="round" aria-label={libraryTexts.empty.toGallery} {...go('/')}>
        <BackIcon />
      </ButtonLink>
      <div className={styles['words']}>
        <h2>{libraryNames.trash}</h2>
        <p>{libraryTexts.trashNote}</p>
      </div>
      {mayChange && !isEmpty && (
        <div className={styles['actions']}>
          <Button onClick={() => setAsking(true)}>{libraryTexts.emptyTrash}</Button>
        </div>
      )}
      {isAsking && (
        <Suspense>
          <DeleteDialog what="all" onDeleted={() => undefined} onClose={() => setAsking(false)} />
        </Suspense>
      )}
    </div>
  )
}
