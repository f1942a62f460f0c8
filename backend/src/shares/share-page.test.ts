// S31: whatever somebody wrote into a title, a name or a caption is text on the share's page and in the previews of chats.
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { createPeople, databaseOf } from '../testing/people.ts'
import { createGuest, postFile, share } from '../testing/share.ts'
import { startBackend } from '../testing/start-backend.ts'
import { temporaryFolder } from '../testing/temporary-folder.ts'
import { escapeHtml, writeSharePage } from './share-page.ts'

const INDEX = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <title>Gramreel</title>
    <meta name="description" content="Your Telegram photos and films, as a gallery" />
  </head>
  <body></body>
</html>
`

/** Ways out of the place that a text stands in × what would be done there: 208 of them. */
const BREAKS = [
  '',
  '"',
  "'",
  '">',
  "'>",
  '</title>',
  '" x="',
  '$&',
  '$`',
  "$'",
  '</head>',
  '-->',
  ']]>',
  '&quot;>',
  '\u2028',
  '\u0000"',
]
const DEEDS = [
  '<script>alert(1)</script>',
  '<img src=x onerror=alert(1)>',
  '<svg/onload=alert(1)>',
  '<meta http-equiv="refresh" content="0;url=//evil.example">',
  ' onmouseover=alert(1) ',
  '<base href="//evil.example/">',
  '<link rel=stylesheet href=//evil.example>',
  '<iframe srcdoc="<script>alert(1)</script>">',
  'javascript:alert(1)',
  '<!--',
  '<template><script>',
  '{{constructor.constructor("alert(1)")()}}',
  '<b>🎬 €شمس',
]
const PAYLOADS = BREAKS.flatMap((way) => DEEDS.map((deed) => way + deed))

const unescape = (text: string): string =>
  text
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&amp;', '&')

/** Tags of a page, with the places of text emptied: the same for every page that is no more than it should be. */
const skeletonOf = (html: string): string =>
  html.replaceAll(/(<title>)[^<]*/g, '$1').replaceAll(/(content=")[^"]*/g, '$1')

const contentOf = (html: string, property: string): string =>
  unescape(new RegExp(`<meta property="${property}" content="([^"]*)"`).exec(html)?.[1] ?? '')

test('S31: 200 payloads as title, sharer and picture leave the page’s tags as they are', () => {
  expect(PAYLOADS.length).toBeGreaterThanOrEqual(200)
  const plain = writeSharePage(INDEX, { title: 'x', description: 'x', image: 'x' })
  for (const text of PAYLOADS) {
    const page = writeSharePage(INDEX, { title: text, description: text, image: text })
    expect(skeletonOf(page)).toBe(skeletonOf(plain))
    expect(contentOf(page, 'og:title')).toBe(text)
    expect(unescape(escapeHtml(text))).toBe(text)
  }
})

test('S31: the same, from the address that a chat asks', async () => {
  const frontendDir = await temporaryFolder()
  await writeFile(join(frontendDir, 'index.html'), INDEX)
  const backend = await startBackend({ frontendDir, publicUrl: 'http://gallery.example' })
  const database = await databaseOf(backend)
  const people = createPeople(backend, database)
  const owner = await people.owner()
  const client = await people.browserOf(owner)
  const guest = createGuest(backend.url)
  const thumbnail = { thumbnail_file_id: 'x', thumbnail_unique_id: '"><script>' }
  const skeletons = new Set<string>()
  for (const [n, text] of PAYLOADS.entries()) {
    if (n % 8 !== 0) continue
    await database.updateTable('accounts').set({ name: text }).where('id', '=', owner.id).execute()
    const file = await postFile(database, { ...thumbnail, name: text, caption: text, kind: 'photo' })
    for (const title of [text.slice(0, 200), '']) {
      const { slug } = await share(client, { files: [file], title })
      const page = await guest.ask('GET', `/s/${slug}`)
      skeletons.add(skeletonOf(page.raw))
      expect(contentOf(page.raw, 'og:image')).toBe(
        `http://gallery.example/api/shares/${slug}/files/${file}/thumbnail?v=%22%3E%3Cscript%3E`,
      )
    }
  }
  expect(skeletons.size).toBe(1)
})

test('a preview has title, sharer and a picture that needs no cookie; with a password, none of what is in it', async () => {
  const frontendDir = await temporaryFolder()
  await writeFile(join(frontendDir, 'index.html'), INDEX)
  const backend = await startBackend({ frontendDir })
  const database = await databaseOf(backend)
  const people = createPeople(backend, database)
  const client = await people.browserOf(await people.add('member', { name: 'Mia' }))
  const file = await postFile(database, {
    name: 'film.mp4',
    thumbnail_file_id: 'x',
    thumbnail_unique_id: 'y',
  })
  const previewOf = async (slug: string) => (await createGuest(backend.url).ask('GET', `/s/${slug}`)).raw

  const { slug } = await share(client, { files: [file], title: 'Holidays' })
  const page = await previewOf(slug)
  expect(page).toContain('<html lang="en">')
  expect(page).toContain('<title>Holidays</title>')
  expect(contentOf(page, 'og:title')).toBe('Holidays')
  expect(contentOf(page, 'og:description')).toBe('Shared by Mia')
  expect(contentOf(page, 'og:type')).toBe('website')
  expect(page).toContain('<meta name="twitter:card" content="summary_large_image" />')
  expect(page).toContain('<meta name="robots" content="noindex" />')
  const image = new URL(contentOf(page, 'og:image'))
  expect(image.origin).toBe(backend.url)
  // There is no Telegram here to give it; what counts is that it is not refused.
  expect((await createGuest(backend.url).ask('GET', image.pathname + image.search)).status).toBe(502)

  expect(contentOf(await previewOf((await share(client, { files: [file] })).slug), 'og:title')).toBe(
    'film.mp4',
  )
  const locked = await previewOf(
    (await share(client, { files: [file], title: 'Holidays', password: 'sesame' })).slug,
  )
  expect(locked).not.toContain('Holidays')
  expect(locked).not.toContain('og:image')
  expect(contentOf(locked, 'og:description')).toBe('Shared by Mia')
})
