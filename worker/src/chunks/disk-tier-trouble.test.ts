import {
  type ChildProcess,
  execFileSync,
  fork,
  spawn,
  spawnSync,
  type StdioOptions,
} from 'node:child_process'
import { once } from 'node:events'
import * as fs from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { DiskTiers } from '../testing/disk-tiers.ts'
import { bytesAt, contentOf, fill } from '../testing/segment-content.ts'
import type { DiskTier } from './disk-tier.ts'
import { SEGMENT_BYTES } from './segment.ts'
import type { Segment } from './segment-pool.ts'

const MIB = 1024 * 1024
const MINUTE_MS = 60_000
const DISK_WRITER = join(import.meta.dirname, '..', 'testing', 'disk-writer.ts')
const FILM = { file: 'film', segment: 0 }

const disk = new DiskTiers()

/** The end of disk-writer.ts, run by a shell that limits it first. */
async function writeUnder(command: string, segments: number): Promise<unknown> {
  const shell = [
    '-c',
    `${command} && exec "$0" "$@"`,
    process.execPath,
    DISK_WRITER,
    disk.cacheDir,
    `${segments}`,
  ]
  const child = command.startsWith('mount')
    ? spawn('unshare', ['-rm', 'bash', ...shell], { stdio: STDIO })
    : spawn('bash', shell, { stdio: STDIO })
  let last: unknown
  child.on('message', (message) => (last = message))
  const [code] = await once(child, 'close')
  expect(code, 'it ended by itself').toBe(0)
  return last
}

const STDIO: StdioOptions = ['ignore', 'inherit', 'inherit', 'ipc']
const canMount = spawnSync('unshare', ['-rm', 'mount', '-t', 'tmpfs', 'none', '/mnt']).status === 0

describe('DiskTier in trouble', () => {
  it('goes on when files may not grow, says so once, and keeps what is right', async () => {
    expect(await writeUnder('ulimit -f 600', 1200)).toEqual({
      warnings: [expect.stringContaining('(EFBIG)')],
      right: expect.any(Number),
      wrong: 0,
      usedBytes: 0,
    })
    const tier = await disk.open()
    for (let film = 0; film < 4; film++) await disk.count(tier, `film ${film}`, 16)
    expect(disk.warnings).toEqual([])
  })

  it.skipIf(!canMount)('goes on when the disk is full, says so once, and keeps what is right', async () => {
    expect(await writeUnder(`mount -t tmpfs -o size=3500k none ${disk.cacheDir}`, 2000)).toEqual({
      warnings: [expect.stringContaining('(ENOSPC)')],
      right: expect.any(Number),
      wrong: 0,
      usedBytes: 0,
    })
  })

  it('goes on when its folder vanishes, and makes it anew after a while', async () => {
    let now = 0
    const tier = await disk.open({ now: () => now })
    await disk.fill(tier, 'film', 40)
    fs.rmSync(disk.cacheDir, { recursive: true })
    await disk.count(tier, 'film', 40)
    await disk.fill(tier, 'other', 40)
    expect(disk.warnings).toEqual([
      expect.stringMatching(/^The disk cache in .* cannot be read \(ENOENT\)\.$/),
    ])
    expect(fs.existsSync(disk.cacheDir)).toBe(false)
    await reopen(tier, () => (now += MINUTE_MS))
    await disk.fill(tier, 'film', 2)
    expect(await disk.count(tier, 'film', 2)).toBe(32)
    expect(disk.chunkFiles).toHaveLength(2)
    expect(disk.warnings).toHaveLength(1)
  })

  it('goes on when a file stands where its folder was', async () => {
    let now = 0
    const tier = await disk.open({ now: () => now })
    await disk.fill(tier, 'film', 1)
    fs.rmSync(disk.folder, { recursive: true })
    fs.writeFileSync(disk.folder, 'a file')
    for (let minute = 0; minute < 30; minute++) {
      await disk.fill(tier, 'other', 2)
      await disk.count(tier, 'other', 2)
      now += MINUTE_MS
      fill(tier, disk.pool, FILM)
    }
    expect(fs.readFileSync(disk.folder, 'utf8')).toBe('a file')
    expect(disk.warnings.length, 'once in ten minutes').toBeLessThanOrEqual(4)
    fs.rmSync(disk.folder)
    await reopen(tier, () => (now += MINUTE_MS))
    await disk.fill(tier, 'film', 1)
    expect(await disk.count(tier, 'film', 1)).toBe(16)
  })

  it.each(['/dev/full', '/proc/no/such', '/dev/null/below'])(
    'goes without when CACHE_DIR is %s',
    async (cacheDir) => {
      const tier = await disk.open({ cacheDir })
      fill(tier, disk.pool, FILM)
      await tier.flush()
      expect(tier.has(FILM)).toBe(false)
      expect(disk.warnings).toEqual([expect.stringContaining(`The disk cache in ${cacheDir} cannot be used`)])
    },
  )

  it('goes on when single files vanish or turn into folders', async () => {
    const tier = await disk.open()
    await disk.fill(tier, 'film', 40)
    for (const [i, path] of disk.chunkFiles.entries()) {
      fs.rmSync(path)
      if (i % 2 === 0) fs.mkdirSync(path)
    }
    await disk.count(tier, 'film', 40)
    await disk.fill(tier, 'film', 40)
    await disk.count(tier, 'film', 40)
    expect(disk.warnings).toHaveLength(1)
  })

  it('leaves a folder to the process that has it, says so, and takes over when that one was killed', async () => {
    let now = 0
    const child = fork(DISK_WRITER, [disk.cacheDir], { execArgv: [] })
    expect(await firstMessage(child)).toEqual({ begun: [] })
    const tier = await disk.open({ now: () => now })
    expect(disk.warnings).toEqual([expect.stringContaining('is used by another process')])
    fill(tier, disk.pool, FILM)
    expect(tier.has(FILM)).toBe(false)
    child.kill('SIGKILL')
    await once(child, 'exit')
    await reopen(tier, () => (now += MINUTE_MS))
    await disk.fill(tier, 'mine', 1)
    expect(await disk.count(tier, 'mine', 1)).toBe(16)
    expect(disk.warnings).toHaveLength(1)
  })

  it('is had once in one process too', async () => {
    const first = await disk.open()
    const second = await disk.open()
    fill(first, disk.pool, FILM)
    fill(second, disk.pool, FILM)
    expect([first.has(FILM), second.has(FILM)]).toEqual([true, false])
    await first.close()
    const third = await disk.open()
    expect(third.has(FILM)).toBe(true)
    expect(disk.warnings).toHaveLength(1)
  })

  it('does not wait for a disk that answers nothing, nor hold more than 2 MiB for it, nor hold up the end', async () => {
    const tier = await disk.open()
    await disk.fill(tier, 'film', 1)
    const release = occupyThreads(disk.cacheDir)
    try {
      const started = performance.now()
      expect(
        await Promise.all([0, 1, 2, 3, 4].map((segment) => bytesAt(tier, { file: 'film', segment }))),
      ).toEqual(Array.from({ length: 5 }))
      expect(performance.now() - started).toBeLessThan(8000)
      expect(tier.has(FILM), 'left alone').toBe(false)
      for (let segment = 0; segment < 200; segment++) fill(tier, disk.pool, { file: 'other', segment })
      expect(disk.pool.usedBytes).toBeLessThanOrEqual(2 * MIB + 2 * SEGMENT_BYTES)
      await tier.close()
      expect(disk.warnings).toEqual([expect.stringContaining('answers too slowly')])
    } finally {
      release()
    }
    await expect.poll(() => disk.pool.usedBytes).toBe(0)
  })

  it('has nothing to give when there is no memory to read into, and has it again after', async () => {
    const tier = await disk.open()
    await disk.fill(tier, 'film', 1)
    const all: Segment[] = []
    for (let next = disk.pool.take(1); next; next = disk.pool.take(1)) all.push(next)
    expect(await tier.get(FILM)).toBeUndefined()
    for (const segment of all) segment.release()
    expect(await bytesAt(tier, FILM)).toEqual(contentOf(FILM))
    expect(disk.warnings).toEqual([])
  })

  it('gives right bytes to many at once while chunks come and go', async () => {
    const tier = await disk.open({ maxBytes: 4 * MIB })
    const reads: Promise<void>[] = []
    for (let n = 0; n < 3000; n++) {
      const address = { file: `film ${n % 3}`, segment: (n * 7919) % 160 }
      fill(tier, disk.pool, address)
      const other = { ...address, segment: (n * 104_729) % 160 }
      reads.push(
        bytesAt(tier, other).then((bytes) => expect(!bytes || bytes.equals(contentOf(other))).toBe(true)),
      )
      if (n % 50 === 0) await Promise.all(reads.splice(0))
    }
    await Promise.all(reads)
    await tier.flush()
    expect(tier.usedBytes).toBe(disk.takenBytes)
    expect(disk.takenBytes).toBeLessThanOrEqual(4 * MIB)
    expect(disk.warnings).toEqual([])
  })

  it.skipIf(!fs.existsSync('/proc/self/fd'))('keeps few files open, and none when it is closed', async () => {
    const tier = await disk.open({ maxBytes: 200 * MIB })
    const addresses = Array.from({ length: 100 }, (_, chunk) => ({ file: 'film', segment: chunk * 16 }))
    for (const address of addresses) {
      fill(tier, disk.pool, address)
      await tier.flush()
    }
    for (const address of addresses) expect(await bytesAt(tier, address)).toBeDefined()
    await expect.poll(() => openFiles(disk.folder)).toBeLessThanOrEqual(32)
    await tier.close()
    await expect.poll(() => openFiles(disk.folder)).toBe(0)
  })
})

/** Sets, a minute later each time, until something is kept again. */
async function reopen(tier: DiskTier, wait: () => void): Promise<void> {
  await expect
    .poll(() => {
      wait()
      fill(tier, disk.pool, FILM)
      return tier.has(FILM)
    })
    .toBe(true)
}

async function firstMessage(child: ChildProcess): Promise<unknown> {
  const [message] = await once(child, 'message')
  return message
}

/** All threads that Node has for files wait for bytes that do not come, as they do for a disk that hangs. */
function occupyThreads(folder: string): () => void {
  const path = join(folder, 'pipe')
  execFileSync('mkfifo', [path])
  const pipe = fs.openSync(path, fs.constants.O_RDWR)
  const threads = Number(process.env['UV_THREADPOOL_SIZE'] ?? 4)
  for (let i = 0; i < threads; i++) fs.read(pipe, Buffer.alloc(1), 0, 1, null, () => {})
  return () => {
    fs.writeSync(pipe, Buffer.alloc(threads))
  }
}

function openFiles(folder: string): number {
  return fs.readdirSync('/proc/self/fd').filter((descriptor) => {
    try {
      const path = fs.readlinkSync(`/proc/self/fd/${descriptor}`)
      return path.startsWith(folder) && path.endsWith('.chunk')
    } catch {
      return false
    }
  }).length
}
