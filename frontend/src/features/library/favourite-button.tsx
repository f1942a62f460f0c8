import type { FileItem } from '@gramreel/contracts/catalogue'
import { Button } from '../../shared/button.tsx'
import { libraryTexts as texts } from '../../shared/library-texts.ts'
import { HeartIcon, HeartFilledIcon } from '../../shared/icons.tsx'
import { useMarks } from './pending.ts'
import { useLibraryActions } from './use-library-actions.ts'

/** The asker's own mark on one item. */
export function FavouriteButton({ item }: { item: FileItem }) {
  const { isFavourite } = useMarks(item)
  const { favourite } = useLibraryActions()
  return (
    <Button
      look="round"
      aria-label={texts.favourite}
      aria-pressed={isFavourite}
      onClick={() => void favourite([item.id], !isFavourite)}
    >
      {isFavourite ? <HeartFilledIcon /> : <HeartIcon />}
    </Button>
  )
}
