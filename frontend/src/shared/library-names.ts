/** What the gallery's first page says of the library; the rest is loaded with what says it. */
export const libraryNames = {
  favourites: 'Favourites',
  loose: 'Not in an album',
  albums: 'Albums',
  trash: 'Trash',
  isSelected: 'selected',
  isFavourite: 'favourite',
} as const
