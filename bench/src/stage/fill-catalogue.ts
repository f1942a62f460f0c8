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
const COLUMNS = [
  'id',
  'bot_id',
  'box',
  'chat_id',
  'message_id',
  'kind',
  'name',
  'caption',
  'mime',
  'size',
  'posted_at',
  'file_id',
  'file_unique_id',
  'search_text',
]

const rowOf = (i: number): (string | number)[] => {
  const postedAt = 1_500_000_000 + i * 1_000
  const stamp = new Date(postedAt * 1000).toISOString().replaceAll(/\D/g, '')
  const name = `img_${stamp.slice(0, 8)}_${stamp.slice(8, 14)}.jpg`
  // Every pair of words, in an order that does not go with time.
  const caption = `${ONE[(i * 7) % 10]} ${TWO[Math.floor(i / 10) % 10]} ${i}`
  return [
    `item-${i}`.padEnd(21, '_'),
    7,
    0,
    '-1001234567890',
    i + 1,
    i % 3 === 0 ? 'video' : 'photo',
    name,
    caption,
    'image/jpeg',
    1_000_000 + i,
    postedAt,
    `BAACAgIAAxkBAAIBexampleexampleexampleexampleexample${i}`,
    `AgADexample${i}`,
    `${name}\n${caption}`,
  ]
}

export async function fillSqlite(path: string, items: number): Promise<void> {
  const database = new DatabaseSync(path, { timeout: 5_000 })
  const insert = database.prepare(
    `insert into files (${COLUMNS.join()}) values (${COLUMNS.map(() => '?').join()})`,
  )
  database.exec('begin')
  for (let i = 0; i < items; i++) insert.run(...rowOf(i))
  database.exec('commit')
  database.close()
}

export async function fillPostgres(url: string, items: number): Promise<void> {
  const client = new Client(url)
  await client.connect()
  const batch = 2_000
  for (let first = 0; first < items; first += batch) {
    const rows = Array.from({ length: Math.min(batch, items - first) }, (_, i) => rowOf(first + i))
    const values = rows.map((row, r) => `(${row.map((_cell, c) => `$${r * row.length + c + 1}`).join()})`)
    await client.query(`insert into files (${COLUMNS.join()}) values ${values.join()}`, rows.flat())
  }
  await client.query('vacuum analyze files')
  await client.end()
}
