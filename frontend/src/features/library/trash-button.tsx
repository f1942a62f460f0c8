import type { FileItem } from '@gramreel/contracts/catalogue'
import { lazy, Suspense, useState } from 'react'
import { Button } from '../../shared/button.tsx'
import { DeleteIcon, RestoreIcon } from '../../shared/icons.tsx'
import { libraryTexts as texts } from '../../shared/library-texts.ts'
import { useLibraryActions } from './use-library-actions.ts'

const DeleteDialog = lazy(() => import('./delete-dialog.tsx'))

/**
 * Into the trash, with an undo; out of it again, or gone for good, for what is there. `onGone`: it has left what is shown,
 * so the viewer goes on with the next.
 */
export function TrashButton({ item, onGone }: { item: FileItem; onGone: () => void }) {
  const { trash, restore } = useLibraryActions()
  const [isAsking, setAsking] = useState(false)
  if (item.trashedAt === undefined) {
    return (
      <Button
        look="round"
        aria-label={texts.toTrash}
        onClick={() => {
          void trash([item.id])
          onGone()
        }}
      >
        <DeleteIcon />
      </Button>
    )
  }
  return (
    <>
      <Button
        look="round"
        aria-label={texts.restore}
        onClick={() => {
          void restore([item.id])
          onGone()
        }}
      >
        <RestoreIcon />
      </Button>
      <Button look="round" aria-label={texts.deleteForGood} onClick={() => setAsking(true)}>
        <DeleteIcon />
      </Button>
      {isAsking && (
        <Suspense>
          <DeleteDialog what={[item.id]} onDeleted={onGone} onClose={() => setAsking(false)} />
        </Suspense>
      )}
    </>
  )
}
