import { lazy, Suspense, useState } from 'react'
import { readLink } from '../../shared/api.ts'
import { Button } from '../../shared/button.tsx'
import { useCatalogue, type CatalogueFilter } from '../../shared/catalogue.ts'
import { formatCount } from '../../shared/format.ts'
import {
  AddToAlbumIcon,
  CloseIcon,
  CoverIcon,
  DeleteIcon,
  DownloadIcon,
  HeartIcon,
  RestoreIcon,
  ShareIcon,
  TakeOutIcon,
} from '../../shared/icons.tsx'
import { libraryTexts as texts } from '../../shared/library-texts.ts'
import { showToast } from '../../shared/toast.ts'
import { useNarrow } from '../../shared/use-narrow.ts'
import { downloadAll } from './download-all.ts'
import { SelectionMenu } from './selection-menu.tsx'
import { selection, useSelectedIds } from './selection.ts'
import styles from './selection-bar.module.css'
import { useLibraryActions } from './use-library-actions.ts'

const AlbumDialog = lazy(() => import('./album-dialog.tsx'))
const DeleteDialog = lazy(() => import('./delete-dialog.tsx'))
const ShareDialog = lazy(() => import('../shares/share-dialog.tsx'))

/** Files of one share, as the contract says. */
const SHARE_MAX_FILES = 1000

type SelectionBarProps = { filter: CatalogueFilter; mayChange: boolean }

/** Stands over the top bar while something is selected. */
// oxlint-disable-next-line import/no-default-export -- React.lazy takes default exports
export default function SelectionBar({ filter, mayChange }: SelectionBarProps) {
  const ids = [...useSelectedIds()]
  const actions = useLibraryActions()
  const [open, setOpen] = useState<'album' | 'share' | 'delete' | undefined>()
  const close = () => setOpen(undefined)
  const end = () => {
    close()
    selection.clear()
  }
  /** Ends the selection at once, for what was selected is on its way. */
  const run = (work: (ids: readonly string[]) => Promise<unknown>) => () => {
    selection.clear()
    void work(ids)
  }
  const share = () =>
    ids.length > SHARE_MAX_FILES
      ? void showToast(texts.bar.tooMany(formatCount(SHARE_MAX_FILES)))
      : setOpen('share')
  const { album, favourite } = filter
  const isTrash = filter.trash === true

  const model = useCatalogue()
  const hasPicture = (id: string) => (model?.itemAt(model.indexOf(id))?.thumbnail ?? null) !== null
  const [only] = ids
  const isCrowded = useNarrow() && album !== undefined
  const others = (
    <>
      {album !== undefined && only !== undefined && ids.length === 1 && hasPicture(only) && (
        <Button look="round" aria-label={texts.cover} onClick={run(([id]) => actions.cover(album, id ?? ''))}>
          <CoverIcon />
        </Button>
      )}
      {album !== undefined && (
        <Button look="round" aria-label={texts.takeOut} onClick={run((all) => actions.takeOut(album, all))}>
          <TakeOutIcon />
        </Button>
      )}
      <Button look="round" aria-label={texts.share} onClick={share}>
        <ShareIcon />
      </Button>
    </>
  )

  return (
    <section className={styles['bar']} aria-label={texts.bar.label}>
      <Button look="round" aria-label={texts.bar.end} onClick={end}>
        <CloseIcon />
      </Button>
      <p className={styles['count']} role="status">
        {texts.bar.count(formatCount(ids.length))}
      </p>
      {!isTrash && (
        <Button
          look="round"
          aria-label={favourite === true ? texts.unfavourite : texts.favourite}
          onClick={run((all) => actions.favourite(all, favourite !== true))}
        >
          <HeartIcon />
        </Button>
      )}
      {mayChange && !isTrash && (
        <>
          <Button look="round" aria-label={texts.addToAlbum} onClick={() => setOpen('album')}>
            <AddToAlbumIcon />
          </Button>
          {!isCrowded && others}
        </>
      )}
      <Button look="round" aria-label={texts.download} onClick={run((all) => downloadAll(all, readLink))}>
        <DownloadIcon />
      </Button>
      {mayChange && !isTrash && (
        <Button look="round" aria-label={texts.toTrash} onClick={run(actions.trash)}>
          <DeleteIcon />
        </Button>
      )}
      {mayChange && isTrash && (
        <>
          <Button look="round" aria-label={texts.restore} onClick={run(actions.restore)}>
            <RestoreIcon />
          </Button>
          <Button look="round" aria-label={texts.deleteForGood} onClick={() => setOpen('delete')}>
            <DeleteIcon />
          </Button>
        </>
      )}
      {mayChange && !isTrash && isCrowded && <SelectionMenu>{others}</SelectionMenu>}
      <Suspense>
        {open === 'album' && <AlbumDialog files={ids} onDone={selection.clear} onClose={close} />}
        {open === 'share' && <ShareDialog files={ids} onClose={end} />}
        {open === 'delete' && <DeleteDialog what={ids} onDeleted={end} onClose={close} />}
      </Suspense>
    </section>
  )
}
