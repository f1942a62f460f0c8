// How fast one data centre serves: `node telegram-local/bench/wire.ts`. MB are 10^6 bytes, per second of one core's time, so
// that a busy machine does not change the figures much.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { randomBytes } from 'node:crypto'
import { startTelegram } from '../src/cluster.ts'
import { igeDecrypt } from '../src/mtproto/crypto/ige.ts'
import { sealEnvelope } from '../src/mtproto/envelope.ts'
import { release } from '../src/mtproto/transport/release.ts'

const MIB = 1024 * 1024
const FILE = 4_000_000_000
const SERVED = 2_000 * MIB

function cpuSeconds(): number {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1e6
}

function rate(bytes: number, seconds: number): string {
  return `${(bytes / 1e6 / seconds).toFixed(0)} MB/s of one core (${((seconds * 1e9) / bytes).toFixed(2)} s/GB)`
}

const say = (line: string) => process.stdout.write(`${line}\n`)

function measure(what: string, work: () => unknown): void {
  for (let i = 0; i < 50; i++) work()
  const start = cpuSeconds()
  for (let i = 0; i < 300; i++) work()
  say(`${what}: ${rate(300 * MIB, cpuSeconds() - start)}`)
}

const key = randomBytes(256)
const body = [randomBytes(32), randomBytes(MIB)]
const envelope = { salt: 1n, sessionId: 2n, messageId: 4n, seqno: 1, body }
measure('encoding, hashing, encrypting 1 MiB', () => sealEnvelope(envelope, 1n, key).forEach(release))
measure('decrypting 1 MiB', () =>
  igeDecrypt(body[1] ?? Buffer.alloc(0), key.subarray(0, 32), key.subarray(32, 64)),
)

const dataDir = mkdtempSync(join(tmpdir(), 'gramreel-bench-'))
const telegram = await startTelegram({ dataDir })
try {
  const { world } = telegram
  const media = world.addDocument({
    shownAs: 'video',
    size: FILE,
    mime: 'video/mp4',
    name: 'film.mp4',
    thumbs: [],
    content: { from: 'blocks', size: FILE },
  })
  const message = world.addMessage({ chat: world.defaultChannel.id, media })
  const reference = world.fileReference(media, { chat: message.chat, message: message.id })
  const [port] = Object.values(telegram.dcs).map((address) => Number(address.split(':')[1]))
  const task = {
    port,
    publicPem: telegram.publicKey,
    apiId: telegram.apiId,
    apiHash: telegram.apiHash,
    token: telegram.botToken,
    id: String(media.id),
    accessHash: String(media.accessHash),
    reference: reference.toString('base64'),
    served: SERVED,
  }
  const serve = async (what: string) => {
    const reader = fork(new URL('./reader.ts', import.meta.url))
    reader.send(task)
    await Promise.race([once(reader, 'message'), once(reader, 'exit')]) // It has signed in.
    const cpu = cpuSeconds()
    const wall = performance.now()
    await once(reader, 'exit')
    const seconds = (performance.now() - wall) / 1000
    say(
      `${what}: ${rate(SERVED, cpuSeconds() - cpu)}, ${(SERVED / 1e6 / seconds).toFixed(0)} MB/s by the clock`,
    )
  }
  await serve('serving a made-up file of 4 GB')
  telegram.faults.add({ fault: 'slow', latencyMs: 50 })
  await serve('the same, each answer 50 ms late')
  say(`memory: ${(process.memoryUsage.rss() / MIB).toFixed(0)} MiB`)
} finally {
  await telegram.close()
  rmSync(dataDir, { recursive: true, force: true })
}
