import type { FileItem } from '@gramreel/contracts/catalogue'
import { Button } from '../../shared/button.tsx'
import { CoverIcon } from '../../shared/icons.tsx'
import { libraryTexts as texts } from '../../shared/library-texts.ts'
import { useLibraryActions } from './use-library-actions.ts'

/** Makes one item the cover of the album that is looked at; nothing for what has no picture. */
export function CoverButton({ item, album }: { item: FileItem; album: string }) {
  const { cover } = useLibraryActions()
  if (item.thumbnail === null) return null
  return (
    <Button look="round" aria-label={texts.cover} onClick={() => void cover(album, item.id)}>
      <CoverIcon />
    </Button>
  )
}
