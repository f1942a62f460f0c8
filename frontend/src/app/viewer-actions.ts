// What is done with the item in the viewer, in one file to be loaded with it.
export { AlbumButton } from '../features/library/album-button.tsx'
export { CoverButton } from '../features/library/cover-button.tsx'
export { FavouriteButton } from '../features/library/favourite-button.tsx'
export { TrashButton } from '../features/library/trash-button.tsx'
export { ShareButton } from '../features/shares/share-button.tsx'
