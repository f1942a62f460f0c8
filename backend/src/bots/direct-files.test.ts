import { expect, test } from 'vitest'
import { BotApiError } from './bot-api.ts'
import { createDirectFiles } from './direct-files.ts'

const setUp = (failures: BotApiError[] = []) => {
  const clock = { ms: 1_790_000_000_000 }
  const calls: number[] = []
  const files = createDirectFiles(
    {
      getFilePath: async (fileId) => {
        calls.push(Date.now())
        const failure = failures.shift()
        if (failure) throw failure
        return `photos/${fileId}.jpg`
      },
      fileUrl: (path) => `http://127.0.0.1/${path}`,
      download: async (path) => Buffer.from(path),
    },
    failures.length > 0 ? Date.now : () => clock.ms,
  )
  return { clock, calls, files }
}

const floodControl = (seconds: number) => new BotApiError('wait', 'Too Many Requests', { seconds })

test('an address is good for the hour that Telegram promises, and asked for again after a minute', async () => {
  const { clock, calls, files } = setUp()
  const first = await files.url('a')
  expect(first).toEqual({ url: 'http://127.0.0.1/photos/a.jpg', expiresAt: new Date(clock.ms + 3_600_000) })
  clock.ms += 59_000
  expect(await files.url('a')).toEqual(first)
  expect(calls).toHaveLength(1)
  clock.ms += 2_000
  await files.url('a')
  expect(calls).toHaveLength(2)
})

test('a file that is not handed out has no address', async () => {
  const { files } = setUp([new BotApiError('rejected', 'Bad Request: file is too big')])
  expect(await files.url('a')).toBeUndefined()
})

test('trouble is telegram_failed, its cause kept for the log', async () => {
  const { files } = setUp([new BotApiError('unreachable', 'away'), new BotApiError('unreachable', 'away')])
  await expect(files.url('a')).rejects.toMatchObject({ code: 'telegram_failed', cause: { message: 'away' } })
  await expect(files.download('a', 10)).rejects.toMatchObject({ code: 'telegram_failed' })
})

test('under flood control pictures wait together and nobody probes; an address is not waited for', async () => {
  const { calls, files } = setUp([floodControl(1)])
  const began = Date.now()
  const first = files.download('a', 10)
  await new Promise((resolve) => setTimeout(resolve, 50))
  await expect(files.url('b')).rejects.toMatchObject({ code: 'telegram_wait' })
  const others = ['b', 'c', 'd'].map((fileId) => files.download(fileId, 10))
  await Promise.all([first, ...others])
  expect(calls.filter((time) => time < began + 990)).toHaveLength(1)
  expect(calls).toHaveLength(5)
})

test('a long flood control is said at once', async () => {
  const { files } = setUp([floodControl(300)])
  const began = Date.now()
  await expect(files.download('a', 10)).rejects.toMatchObject({ code: 'telegram_wait' })
  expect(Date.now() - began).toBeLessThan(1_000)
})
