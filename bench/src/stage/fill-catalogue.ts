// A catalogue as years of posting leave it. Written past the backend, which would take minutes; its triggers see to the rest.
import { DatabaseSync } from 'node:sqlite'
import { Client } from 'pg'

const ONE = [
  'summer',
  'winter',
  'holiday',
  'beach',
  'лето',
  '東京',
  'strasse',
  'mountain',
  'birthday',
  'wedding',
]
const TWO = ['family', 'city', 'night', 'море', '京都', 'garden', 'kitchen', 'forest', 'party', 'school']

type Row = Record<string, string | number | null>

const rowOf = (i: number): Row => {
  const postedAt = 1_500_000_000 + i * 1_000
  const stamp = new Date(postedAt * 1000).toISOString().replaceAll(/\D/g, '')
  const name = `img_${stamp.slice(0, 8)}_${stamp.slice(8, 14)}.jpg`
  // Every pair of words, in an order that does not go with time.
  const caption = `${ONE[(i * 7) % 10]} ${TWO[Math.floor(i / 10) % 10]} ${i}`
  return {
    id: `item-${i}`.padEnd(21, '_'),
    bot_id: 7,
    box: 0,
    chat_id: '-1001234567890',
    message_id: i + 1,
    kind: i % 3 === 0 ? 'video' : 'photo',
    name,
    caption,
    mime: 'image/jpeg',
    size: 1_000_000 + i,
    posted_at: postedAt,
    file_id: `BAACAgIAAxkBAAIBexampleexampleexampleexampleexample${i}`,
    file_unique_id: `AgADexample${i}`,
    search_text: `${name}\n${caption}`,
  }
}

/** The items in which what is rare stands out, each so many from the one before. */
const isOneIn = (count: number, i: number) => i % count === count - 1
const DAY = 86_400

/** Beside its post: looked into, of any size, now and then a sound or a text, in the trash or deleted. */
const livedInRowOf = (i: number): Row => {
  const row = rowOf(i)
  const postedAt = 1_500_000_000 + i * 1_000
  return {
    ...row,
    kind: isOneIn(1000, i) ? 'document' : isOneIn(100, i) ? 'audio' : (row['kind'] ?? null),
    size: 100_000 + ((i * 7_919) % 1_000_003) * 50,
    width: [1600, 900, 1000, 4000][i % 4] ?? null,
    height: [900, 1600, 1000, 3000][i % 4] ?? null,
    taken_at: i % 2 === 0 ? postedAt - ((i * 31) % 400) * DAY : null,
    trashed_at: i % 50 === 7 ? postedAt + DAY : null,
    deleted_at: i % 100 === 13 ? postedAt + DAY : null,
    inspected_at: postedAt,
    thumbnail_file_id: `AAMCAgADexampleexampleexampleexampleexample${i}`,
    thumbnail_unique_id: `AQADexample${i}`,
    thumbhash: '1QcSHQRnh493V4dIh4eXh1h4kJUI',
  }
}

/** A full album, two hundred of some fifty, and a favourite in twenty; in words that both databases know. */
export const FULL_ALBUM = 'album-0'
const albums = Array.from({ length: 201 }, (_, n) => `('album-${n}', 'Album ${n}', 'nobody', ${n}, ${n})`)
const inAlbums = 'insert into album_files (album_id, file_id, added_at) select'
const LIBRARY = [
  `insert into albums (id, title, account_id, created_at, updated_at) values ${albums.join()}`,
  `${inAlbums} '${FULL_ALBUM}', id, posted_at from files where message_id % 20 = 3 order by number limit 10000`,
  `${inAlbums} 'album-' || (1 + message_id / 20 % 200), id, posted_at from files where message_id % 20 = 13`,
  `insert into favourites (account_id, file_id, marked_at)
     select accounts.id, files.id, files.posted_at from files cross join accounts where message_id % 20 = 5`,
  `insert into file_bots (file, bot_id, file_id, file_unique_id)
     select id, bot_id, file_id, file_unique_id from files`,
]

type Filling = {
  /** With all that people and the backend do to a catalogue over the years. */
  isLivedIn?: boolean
}

export async function fillSqlite(
  path: string,
  items: number,
  { isLivedIn = false }: Filling = {},
): Promise<void> {
  const row = isLivedIn ? livedInRowOf : rowOf
  const columns = Object.keys(row(0))
  const database = new DatabaseSync(path, { timeout: 5_000 })
  const insert = database.prepare(
    `insert into files (${columns.join()}) values (${columns.map(() => '?').join()})`,
  )
  database.exec('pragma synchronous = off; pragma cache_size = -262144; begin')
  for (let i = 0; i < items; i++) insert.run(...Object.values(row(i)))
  if (isLivedIn) for (const statement of LIBRARY) database.exec(statement)
  database.exec('commit')
  database.close()
}

export async function fillPostgres(
  url: string,
  items: number,
  { isLivedIn = false }: Filling = {},
): Promise<void> {
  const rowAt = isLivedIn ? livedInRowOf : rowOf
  const columns = Object.keys(rowAt(0))
  const client = new Client(url)
  await client.connect()
  const batch = 2_000
  for (let first = 0; first < items; first += batch) {
    const rows = Array.from({ length: Math.min(batch, items - first) }, (_, i) =>
      Object.values(rowAt(first + i)),
    )
    const values = rows.map((row, r) => `(${row.map((_cell, c) => `$${r * row.length + c + 1}`).join()})`)
    await client.query(`insert into files (${columns.join()}) values ${values.join()}`, rows.flat())
  }
  if (isLivedIn) for (const statement of LIBRARY) await client.query(statement)
  await client.query('vacuum analyze')
  await client.end()
}
