import { LinkClaims } from '@gramreel/contracts/links'
import { Parse } from 'typebox/value'
import { describe, expect, it, onTestFinished } from 'vitest'
import { type Asked, startFakeBackend } from '../testing/fake-backend.ts'
import { goodClaims, startPair } from '../testing/start-pair.ts'
import { createAskBackend } from './ask-backend.ts'
import { createFindings } from './findings.ts'

const botToken = '123456789:AAExampleExampleExampleExample'
const file = { chat: '-1001', msg: 42, size: 10, mime: 'video/mp4', name: 'film.mp4' }
const about = { chat: '-1001', msg: 42 }
const claimsOf = (sub: string, more = {}) => Parse(LinkClaims, { ...goodClaims({ ...file, ...more }), sub })

const setUp = async (status = 204) => {
  const backend = await startFakeBackend(botToken, (_, response) => response.writeHead(status).end())
  const troubles: string[] = []
  const findings = createFindings({
    ask: createAskBackend({ backendUrl: backend.url, workerId: 'worker-1', botToken }),
    onTrouble: (message) => troubles.push(message),
    gatherMs: 30,
  })
  onTestFinished(() => {
    findings.close()
    backend.close()
  })
  const told = () => backend.asked.flatMap(({ body }) => Reflect.get(Object(body), 'findings'))
  return { findings, asked: backend.asked, told, troubles }
}

describe('what is found out', () => {
  it('R04, R12: is told once each, together, and signed; what is as the link says is not', async () => {
    const { findings, asked, told } = await setUp()
    for (let i = 0; i < 3; i++) {
      findings.note(claimsOf('gone'), 'deleted')
      findings.note(claimsOf('other'), { size: 11, mime: 'video/webm' })
      findings.note(claimsOf('same'), { size: 10, mime: 'video/mp4' })
      findings.note(claimsOf('silent'), { size: 10, mime: undefined })
    }
    await expect.poll(told).toEqual([
      { ...about, file: 'gone', found: 'deleted' },
      { ...about, file: 'other', found: 'different', size: 11, mime: 'video/webm' },
    ])
    expect(asked).toMatchObject([{ path: '/api/workers/worker-1/findings', isSigned: true }])
    findings.note(claimsOf('gone'), { size: 10, mime: 'video/mp4' })
    await expect.poll(() => told().at(-1)).toMatchObject({ file: 'gone', found: 'different', size: 10 })
  })

  it('is told by the hundred', async () => {
    const { findings, asked, told } = await setUp()
    for (let i = 0; i < 250; i++) findings.note(claimsOf(`film_${i}`), 'deleted')
    await expect.poll(() => told().length).toBe(250)
    expect(asked).toHaveLength(3)
  })

  it('is kept, within bounds, for a backend that is away, and the trouble told once', async () => {
    const { findings, asked, troubles } = await setUp(503)
    for (let i = 0; i < 5000; i++) findings.note(claimsOf(`film_${i}`), 'deleted')
    await expect.poll(() => asked.length).toBe(1)
    await expect.poll(() => troubles.length).toBe(1)
    await new Promise((resolve) => setTimeout(resolve, 100))
    expect(asked).toHaveLength(1)
  })
})

describe('a worker', () => {
  it('R04, R12: tells of a wrong size and of a deleted file while it serves them', async () => {
    const told: Asked[] = []
    const pair = await startPair()
    const backend = await startFakeBackend(pair.telegram.botToken, (asked, response) => {
      if (asked.path.endsWith('/findings')) told.push(asked)
      response.writeHead(204).end()
    })
    onTestFinished(async () => {
      backend.close()
      await pair.close()
    })
    const worker = await pair.startWorker({
      backendUrl: backend.url,
      findingsGatherMs: 30,
      dataDir: undefined,
    })
    await worker.signedIn
    const wrong = await pair.post({ size: 1000 })
    const gone = await pair.post({ size: 1000, name: 'gone.mp4' })
    await fetch(`${pair.telegram.botApi}/control/messages/${gone.chat}/${gone.msg}`, { method: 'DELETE' })
    const get = (sub: string, of: object) =>
      fetch(`${worker.url}/stream/${sub}/x?token=${pair.signer.token({ ...goodClaims(of), sub })}`)
    const answer = await get('wrong', { ...wrong, size: 999 })
    expect([answer.status, (await answer.arrayBuffer()).byteLength]).toEqual([200, 1000])
    expect((await get('gone', gone)).status).toBe(410)
    await expect
      .poll(() => told.flatMap(({ body }) => Reflect.get(Object(body), 'findings')))
      .toEqual([
        { file: 'wrong', chat: wrong.chat, msg: wrong.msg, found: 'different', size: 1000, mime: wrong.mime },
        { file: 'gone', chat: gone.chat, msg: gone.msg, found: 'deleted' },
      ])
  })
})
