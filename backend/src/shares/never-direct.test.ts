// CONTRACT.md: a guest's link is never direct, since that address holds the bot token (S15). With a real Telegram, small files, and
// a guest who is signed in as the owner in the same browser.
import { expect, test } from 'vitest'
import { createPeople, databaseOf } from '../testing/people.ts'
import { createGuest, share } from '../testing/share.ts'
import { startBackend } from '../testing/start-backend.ts'
import { postFilm, postPhoto, settingsFor, startTelegram } from '../testing/start-telegram.ts'

const WORKER = { id: 'worker-1', url: 'http://127.0.0.1:3001' }

test('no byte of any answer to a guest holds the bot token, also while the owner of it is signed in', async () => {
  const telegram = await startTelegram()
  await postPhoto(telegram)
  postFilm(telegram, { size: 1000 })
  const backend = await startBackend({ ...settingsFor(telegram), worker: WORKER, directLinks: 'owner' })
  const people = createPeople(backend, await databaseOf(backend))
  const owner = await people.browserOf(await people.owner())
  await expect.poll(async () => (await owner.request('GET', '/api/files')).body['total']).toBe(2)
  const files = (await owner.request('GET', '/api/files')).body['items'].map(({ id }: { id: string }) => id)
  const { slug } = await share(owner, { files, password: 'sesame' })

  for (const cookie of [undefined, owner.cookie()]) {
    const guest = createGuest(backend.url, cookie)
    await guest.ask('POST', `/api/shares/${slug}/password`, { password: 'sesame' })
    let linked = 0
    let pictures = 0
    for (const { method, url } of backend.routes) {
      if (method === 'HEAD' || !/^\/(?:s|api\/shares)\/:slug/.test(url) || url.endsWith('/password')) continue
      if (['PATCH', 'DELETE'].includes(method)) continue
      for (const file of files) {
        const answer = await guest.ask(
          method,
          url.replace(':slug', slug).replace(':id', file).replace(':caption', file),
        )
        // The film has no picture, and no worker lives here to make one of it; figures that are none are refused.
        const code = answer.body['error']?.code ?? 'none'
        expect([url, code]).toEqual([
          url,
          expect.stringMatching(
            url.endsWith('/telemetry') ? /^bad_request$/ : /none|not_found|telegram_failed/,
          ),
        ])
        if (url.endsWith('/thumbnail') && answer.status === 200) pictures++
        if (!url.endsWith('/link')) continue
        linked++
        expect(answer.body).toMatchObject({ kind: 'stream' })
      }
    }
    expect([linked, pictures]).toEqual([2, 1])
    const secret = telegram.botToken.split(':')[1] ?? ''
    expect(secret.length).toBeGreaterThan(16)
    expect(guest.told()).not.toContain(secret)
    expect(guest.told()).not.toContain('/file/bot')
  }
  // The owner himself does get it, so the test would see it.
  const own = await owner.request('GET', `/api/files/${files[0]}/link`)
  expect(own.body).toMatchObject({ kind: 'direct', url: expect.stringContaining(telegram.botToken) })
})
