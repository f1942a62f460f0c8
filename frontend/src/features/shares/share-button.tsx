import type { FileItem } from '@gramreel/contracts/catalogue'
import { lazy, Suspense, useState } from 'react'
import { Button } from '../../shared/button.tsx'
import { ShareIcon } from '../../shared/icons.tsx'
import { texts } from '../../shared/texts.ts'

const ShareDialog = lazy(() => import('./share-dialog.tsx'))

/** Opens the dialog, which is loaded only then. */
export function ShareButton({ item }: { item: FileItem }) {
  const [isOpen, setOpen] = useState(false)
  return (
    <>
      <Button look="round" aria-label={texts.share} onClick={() => setOpen(true)}>
        <ShareIcon />
      </Button>
      {isOpen && (
        <Suspense>
          <ShareDialog item={item} onClose={() => setOpen(false)} />
        </Suspense>
      )}
    </>
  )
}
