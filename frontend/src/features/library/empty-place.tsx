import { Button, ButtonLink } from '../../shared/button.tsx'
import type { CatalogueFilter } from '../../shared/catalogue.ts'
import { NothingDrawing } from '../../shared/drawings.tsx'
import { useGo } from '../../shared/go.ts'
import { libraryTexts } from '../../shared/library-texts.ts'
import { Notice } from '../../shared/notice.tsx'
import { texts as shared } from '../../shared/texts.ts'
import { AlbumsDrawing, FavouritesDrawing, TrashDrawing } from './library-drawings.tsx'

const texts = libraryTexts.empty

const noticeOf = ({ trash, album, favourite }: CatalogueFilter) => {
  if (trash === true) return { drawing: <TrashDrawing />, title: texts.trashTitle, text: texts.trashText }
  if (album !== undefined)
    return { drawing: <AlbumsDrawing />, title: texts.albumTitle, text: texts.albumText }
  if (favourite === true)
    return { drawing: <FavouritesDrawing />, title: texts.favouritesTitle, text: texts.favouritesText }
  return { drawing: <AlbumsDrawing />, title: texts.looseTitle, text: texts.looseText }
}

/** Favourites, an album, the trash, or what is in no album, with nothing in it; or nothing of what is looked for there. */
// oxlint-disable-next-line import/no-default-export -- React.lazy takes default exports
export default function EmptyPlace({
  filter,
  onFilter,
}: {
  filter: CatalogueFilter
  onFilter: (filter: CatalogueFilter) => void
}) {
  const go = useGo()
  const { q, kind, ...place } = filter
  if (q !== undefined || kind !== undefined) {
    return (
      <Notice
        drawing={<NothingDrawing />}
        title={shared.gallery.nothingTitle}
        text={q === undefined ? shared.gallery.nothingOfKind : shared.gallery.nothingText(q)}
      >
        <Button onClick={() => onFilter(place)}>{shared.gallery.showAll}</Button>
      </Notice>
    )
  }
  const { drawing, title, text } = noticeOf(filter)
  return (
    <Notice drawing={drawing} title={title} text={text}>
      <ButtonLink look="main" {...go('/')}>
        {texts.toGallery}
      </ButtonLink>
    </Notice>
  )
}
