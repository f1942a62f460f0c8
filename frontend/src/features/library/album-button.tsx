import type { FileItem } from '@gramreel/contracts/catalogue'
import { lazy, Suspense, useState } from 'react'
import { Button } from '../../shared/button.tsx'
import { AddToAlbumIcon } from '../../shared/icons.tsx'
import { libraryTexts as texts } from '../../shared/library-texts.ts'

const AlbumDialog = lazy(() => import('./album-dialog.tsx'))

/** Puts one item into an album. */
export function AlbumButton({ item }: { item: FileItem }) {
  const [isOpen, setOpen] = useState(false)
  return (
    <>
      <Button look="round" aria-label={texts.addToAlbum} onClick={() => setOpen(true)}>
        <AddToAlbumIcon />
      </Button>
      {isOpen && (
        <Suspense>
          <AlbumDialog files={[item.id]} onClose={() => setOpen(false)} />
        </Suspense>
      )}
    </>
  )
}
