import type { FailureCode } from './api.ts'
import { failureText } from './texts.ts'

const items = (count: number, words: string): string => (count === 1 ? 'Item' : `${words} items`)
const some = (count: number, words: string): string => (count === 1 ? '1 item' : `${words} items`)

/** Sentences about what is done with items. `words`: the number as the reader writes it. */
export const libraryTexts = {
  favourite: 'Mark as favourite',
  unfavourite: 'Remove from favourites',
  addToAlbum: 'Add to album',
  takeOut: 'Take out of this album',
  cover: 'Use as album cover',
  toTrash: 'Move to trash',
  restore: 'Restore',
  deleteForGood: 'Delete for good',
  share: 'Share',
  download: 'Download',

  select: (title: string) => `Select ${title}`,
  selectAllOf: (title: string) => `Select all of ${title}`,

  bar: {
    label: 'Selected items',
    count: (words: string) => `${words} selected`,
    end: 'End selection',
    more: 'More',
    hint: 'x or Space selects, Shift with the arrows selects on, Escape ends it.',
    tooMany: (words: string) =>
      `A share holds ${words} items at most. Make an album of these and share that.`,
    downloading: (count: number, words: string) => `Downloading ${some(count, words)}, one after the other …`,
  },

  done: {
    trashed: (count: number, words: string) => `${items(count, words)} moved to the trash`,
    restored: (count: number, words: string) => `${items(count, words)} restored`,
    deleted: (count: number, words: string) => `${items(count, words)} deleted, in Telegram too`,
    added: (count: number, words: string, album: string) => `${items(count, words)} added to “${album}”`,
    takenOut: (count: number, words: string) => `${items(count, words)} taken out of the album`,
    cover: 'This is the cover of the album now',
    marked: (count: number, words: string) => `${items(count, words)} marked as favourite`,
    unmarked: (count: number, words: string) => `${items(count, words)} no favourite any more`,
    open: 'Open',
  },
  failed: {
    trash: 'Not moved to the trash.',
    restore: 'Not restored.',
    favourite: 'Not changed.',
    album: 'The album was not changed.',
    delete: (count: number, words: string) =>
      count === 1
        ? 'One item could not be deleted and stays in the trash.'
        : `${words} items could not be deleted and stay in the trash.`,
    download: 'Not all could be downloaded.',
  },

  confirmDelete: {
    title: (count: number, words: string) => `Delete ${some(count, words)} for good?`,
    text: 'They are deleted in Telegram, too, for everybody in the channel. This cannot be undone.',
    all: 'Delete everything in the trash for good?',
    action: 'Delete for good',
    resultTitle: 'Not everything could be deleted',
    close: 'Close',
  },

  albumDialog: {
    title: 'Add to album',
    search: 'Find an album, or name a new one',
    make: (title: string) => `New album “${title}”`,
    makeFirst: 'Type a name for a new album',
    none: 'There are no albums yet.',
    list: 'Albums',
    failed: 'The albums could not be loaded.',
  },

  album: {
    back: 'All albums',
    newOne: 'New album',
    title: 'Title',
    create: 'Make the album',
    rename: 'Rename',
    save: 'Save',
    share: 'Share album',
    shareShort: 'Share',
    remove: 'Delete album',
    removeShort: 'Delete',
    more: 'More about this album',
    removeTitle: (title: string) => `Delete the album “${title}”?`,
    removeText: 'What is in it stays in the gallery. Shares of the album end.',
    missing: 'This album is not there any more.',
    find: 'Find an album',
    noneFound: 'No album is called so.',
  },

  empty: {
    albumsTitle: 'No albums yet',
    albumsText: 'An album keeps together what belongs together: a trip, a birthday, a series.',
    albumTitle: 'Nothing in this album yet',
    albumText: 'Select items in the gallery and choose “Add to album”.',
    favouritesTitle: 'No favourites yet',
    favouritesText: 'Press the heart on what you like best. Favourites are yours alone.',
    trashTitle: 'The trash is empty',
    trashText: 'What you move here stays in Telegram until somebody deletes it for good.',
    looseTitle: 'Everything is in an album',
    looseText: 'What is in no album yet shows up here.',
    toGallery: 'Open the gallery',
  },

  trashNote: 'These are still in Telegram. Nothing is deleted by itself.',
  emptyTrash: 'Empty the trash',
} as const

export const libraryFailure = (what: string, code: FailureCode): string =>
  `${what} ${LIBRARY_FAILURES[code] ?? failureText(code)}`

const LIBRARY_FAILURES: Partial<Record<FailureCode, string>> = {
  album_not_found: 'There is no such album any more.',
  albums_full: 'There are as many albums as a gallery may have.',
  album_full: 'It has as many items as an album may have.',
}
