// S45 to S48: what is made to make a program read other files or addresses, or to explode.
import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { createServer, type Server } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { deflateSync } from 'node:zlib'
import sharp from 'sharp'
import { afterAll, beforeAll, expect, onTestFinished, test, vi } from 'vitest'
import { temporaryFolder } from '../testing/temporary-folder.ts'
import { createByteSource } from './byte-source.ts'
import { findFfmpeg } from './find-ffmpeg.ts'
import { FILM_MAX_BYTES, frameArguments, shrinkPicture, takeFrame } from './make-thumbnail.ts'
import { FENCE, runFenced } from './run-fenced.ts'
import { sniff } from './sniff.ts'

vi.setConfig({ testTimeout: 60_000 })

const ffmpeg = findFfmpeg(undefined)
let film: Buffer

// Others look into files at the same time: what is left behind is looked for in a place of our own.
beforeAll(async () => {
  process.env['TMPDIR'] = await mkdtemp(join(tmpdir(), 'gramreel-backend-'))
})
afterAll(() => rm(tmpdir(), { recursive: true }))

beforeAll(() => {
  if (ffmpeg === undefined) return
  const picture = ['-f', 'lavfi', '-i', 'testsrc2=s=320x180:r=10:d=2']
  const output = ['-c:v', 'libx264', '-g', '10', '-pix_fmt', 'yuv420p', '-f', 'matroska', 'pipe:1']
  film = execFileSync(ffmpeg, ['-v', 'error', ...picture, ...output])
})

const sourceOf = (bytes: Buffer, maxBytes = FILM_MAX_BYTES) =>
  createByteSource(bytes.length, maxBytes, async (start, end) => bytes.subarray(start, end))

/** The most memory that the process had, MiB. */
const watchMemory = () => {
  let peak = 0
  const onStart = (pid: number) => {
    const timer = setInterval(() => {
      try {
        const [, kib] = /VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? []
        peak = Math.max(peak, Number(kib ?? 0) / 1024)
      } catch {
        clearInterval(timer)
      }
    }, 5)
    timer.unref()
  }
  return { onStart, peak: () => peak }
}

/** As inspect-file.ts does it: by the first bytes alone. */
const thumbnailOf = async (bytes: Buffer, options = {}): Promise<Buffer | undefined> => {
  const found = sniff(bytes.subarray(0, 4096))
  if (!found) return undefined
  return found.kind === 'picture'
    ? shrinkPicture(sourceOf(bytes, Infinity), found.format, options)
    : takeFrame(sourceOf(bytes), found.format, ffmpeg ?? 'ffmpeg', options)
}

const left = () => readdirSync(tmpdir()).filter((name) => name.startsWith('gramreel-look-'))

test('pictures of every kind get a small one, turned as the camera says', async () => {
  const picture = sharp({ create: { width: 800, height: 400, channels: 3, background: 'red' } })
  for (const format of ['jpeg', 'png', 'webp', 'avif', 'tiff'] as const) {
    const bytes = await picture.clone().withMetadata({ orientation: 6 }).toFormat(format).toBuffer()
    const made = await thumbnailOf(bytes)
    expect([format, made?.toString('latin1', 8, 12)]).toEqual([format, 'WEBP'])
    const { width, height } = await sharp(made).metadata()
    expect([format, width, height]).toEqual([format, 320, 640])
  }
  expect(left()).toEqual([])
})

test.skipIf(ffmpeg === undefined)(
  'films get a picture of theirs, with or without the rest of them',
  async () => {
    const picture = await thumbnailOf(film)
    expect((await sharp(picture).metadata()).width).toBe(320)
    // What is missing is a hole.
    const long = Buffer.concat([film, Buffer.alloc(20 * 1024 * 1024)])
    expect((await sharp(await thumbnailOf(long)).metadata()).height).toBe(180)
    expect(left()).toEqual([])
  },
)

const hls = (uri: string) => `#EXTM3U\n#EXT-X-TARGETDURATION:10\n#EXTINF:10,\n${uri}\n#EXT-X-ENDLIST\n`

const listen = async (server: Server): Promise<number> => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  return typeof address === 'object' && address ? address.port : 0
}

test.skipIf(ffmpeg === undefined)(
  'S45: lists of other files and addresses give no picture, read no foreign byte, and connect to nobody',
  async () => {
    let connections = 0
    const server = createServer((socket) => {
      connections++
      socket.destroy()
    })
    onTestFinished(() => void server.close())
    const address = `http://127.0.0.1:${await listen(server)}/canary`
    const folder = await temporaryFolder()
    const secret = join(folder, 'secret.mkv')
    await writeFile(secret, film)
    const lists = [
      hls(address),
      hls(`file://${secret}`),
      hls(secret),
      hls(`concat:${secret}|${address}`),
      hls(`data:video/x-matroska;base64,${film.toString('base64').slice(0, 500)}`),
      hls(`subfile,,start,0,end,9999,,:${secret}`),
      `ffconcat version 1.0\nfile '${secret}'\n`,
      `ffconcat version 1.0\nfile '${address}'\n`,
      `<?xml version="1.0"?><MPD><BaseURL>${address}</BaseURL></MPD>`,
      `<svg xmlns="http://www.w3.org/2000/svg"><image href="${address}"/></svg>`,
      `v=0\no=- 0 0 IN IP4 127.0.0.1\nm=video 9 RTP/AVP 96\n`,
    ].map((text) => Buffer.from(text))
    const formats = ['mov', 'matroska', 'avi', 'mpegts', 'flv'] as const
    for (const [i, list] of lists.entries()) {
      expect(await thumbnailOf(list)).toBeUndefined()
      // Were it taken for a film all the same, and nested in what begins as one.
      const format = formats[i % formats.length] ?? 'mov'
      for (const bytes of [list, Buffer.concat([film.subarray(0, 64), list])])
        expect(await takeFrame(sourceOf(bytes), format, ffmpeg ?? '')).toBeUndefined()
    }
    expect(connections).toBe(0)
  },
)

test.skipIf(ffmpeg === undefined)(
  'S45: even with ffmpeg’s own choice of format, the lists of what it may open hold',
  async () => {
    const folder = await temporaryFolder()
    const secret = join(folder, 'secret.mkv')
    await writeFile(secret, film)
    await writeFile(join(folder, 'film'), `#EXTM3U\n#EXTINF:10,\nfile://${secret}\n#EXT-X-ENDLIST\n`)
    const args = frameArguments('matroska')
    args.splice(args.indexOf('-f'), 2)
    expect(await runFenced([ffmpeg ?? '', ...args], folder)).toBeUndefined()
    await writeFile(join(folder, 'film'), await readFile(secret))
    expect(await runFenced([ffmpeg ?? '', ...args], folder)).toBeInstanceOf(Buffer)
  },
)

test('S45: a program in the fence reaches no network, where the system can forbid it', async () => {
  let connections = 0
  const server = createServer((socket) => {
    connections++
    socket.destroy()
  })
  onTestFinished(() => void server.close())
  const port = await listen(server)
  const dial = `require('net').connect(${port},'127.0.0.1').on('error',()=>console.log('none')).on('connect',()=>console.log('connected'))`
  const said = await runFenced([process.execPath, '-e', dial], await temporaryFolder())
  expect(said?.toString().trim()).toBe(connections === 0 ? 'none' : 'connected')
  if (process.env['CI'] === undefined && process.platform === 'linux') expect([0, 1]).toContain(connections)
})

test('S46: no word of a command is a stranger’s', async () => {
  const folder = await temporaryFolder()
  for (const format of ['mov', 'matroska'] as const) {
    const args = frameArguments(format)
    expect(args.filter((word) => word === '-i')).toHaveLength(1)
    expect(args[args.indexOf('-i') + 1]).toBe('file:film')
  }
  // And whatever words there are, a shell never reads them.
  const odd = [
    '$(touch hacked)',
    '`touch hacked`',
    '; touch hacked',
    '-i',
    '--help',
    '"; touch hacked; "',
    '\n',
  ]
  const echo = await runFenced(
    [process.execPath, '-e', 'console.log(JSON.stringify(process.argv.slice(1)))', '--', ...odd],
    folder,
  )
  expect(JSON.parse(echo?.toString() ?? '')).toEqual(odd)
  expect(readdirSync(folder)).toEqual([])
})

const chunk = (type: string, data: Buffer): Buffer => {
  const length = Buffer.alloc(4)
  length.writeUInt32BE(data.length)
  // libpng is told nothing of a checksum that it would refuse first.
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data])
  const crc = Buffer.alloc(4)
  crc.writeUInt32BE(crc32(body))
  return Buffer.concat([length, body, crc])
}
const crc32 = (bytes: Buffer): number => {
  let crc = ~0
  for (const byte of bytes) {
    crc ^= byte
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (0xedb88320 & -(crc & 1))
  }
  return ~crc >>> 0
}
/** Zeros of so many pixels, packed a thousand times smaller; `interlace` makes a decoder hold it all. */
const pngBomb = (width: number, height: number, interlace: 0 | 1, rows: number): Buffer => {
  const header = Buffer.alloc(13)
  header.writeUInt32BE(width)
  header.writeUInt32BE(height, 4)
  header.set([8, 6, 0, 0, interlace], 8)
  const data = deflateSync(Buffer.alloc(rows * (width * 4 + 1)), { level: 9 })
  return Buffer.concat([
    Buffer.from('\u0089PNG\r\n\u001a\n', 'latin1'),
    chunk('IHDR', header),
    chunk('IDAT', data),
    chunk('IEND', Buffer.alloc(0)),
  ])
}

test('S47: bombs end within the limits of time and memory', async () => {
  const webp = Buffer.from('524946461e000000574542505650384c110000002f', 'hex')
  const gif = Buffer.alloc(1000)
  gif.write('GIF89a')
  gif.writeUInt16LE(30_000, 6)
  gif.writeUInt16LE(30_000, 8)
  const jpeg = Buffer.concat([
    await sharp({ create: { width: 64, height: 64, channels: 3, background: 'red' } })
      .jpeg()
      .toBuffer(),
  ])
  // The frame header’s own size, of 64 × 64 before.
  const frame = jpeg.indexOf(Buffer.from([0xff, 0xc0]))
  jpeg.writeUInt16BE(30_000, frame + 5)
  jpeg.writeUInt16BE(30_000, frame + 7)
  const bombs: [string, Buffer][] = [
    ['PNG of 30,000 × 30,000', pngBomb(30_000, 30_000, 0, 500)],
    ['PNG of 30,000 × 30,000, interlaced', pngBomb(30_000, 30_000, 1, 500)],
    ['PNG of 6,000 × 6,000, interlaced', pngBomb(6_000, 6_000, 1, 6_000)],
    ['WebP of 16,383 × 16,383', Buffer.concat([webp, Buffer.from('ffffff0f', 'hex'), Buffer.alloc(20)])],
    ['GIF of 30,000 × 30,000', gif],
    ['JPEG of 30,000 × 30,000', jpeg],
    ['Matroska that ends in noise', Buffer.concat([film ?? Buffer.alloc(0), Buffer.alloc(5_000_000, 0xa5)])],
    [
      'MP4 of boxes in boxes',
      Buffer.from('0000001066747970'.padEnd(32, '0') + '000000086d6f6f76'.repeat(50_000), 'hex'),
    ],
    [
      'MPEG transport stream of nothing',
      Buffer.alloc(188 * 20_000, Buffer.from('47' + '1fff10'.padEnd(374, '0'), 'hex')),
    ],
  ]
  for (const [name, bytes] of bombs) {
    const memory = watchMemory()
    const began = performance.now()
    await thumbnailOf(bytes, { onStart: memory.onStart })
    expect([name, memory.peak() <= 400]).toEqual([name, true])
    expect([name, performance.now() - began < FENCE.seconds * 1000 + 5000]).toEqual([name, true])
  }
  expect(left()).toEqual([])
})

test('S47: a program that takes memory, time or words without end is ended', async () => {
  const folder = await temporaryFolder()
  const node = (code: string) => runFenced([process.execPath, '-e', code], folder)
  const hog = 'const kept=[];for(let i=0;i<40;i++)kept.push(Buffer.alloc(1<<24,1));console.log("had it all")'
  expect(await node(hog)).toBeUndefined()
  expect(await node('for(;;)require("fs").writeSync(1,"x".repeat(65536))')).toBeUndefined()
  const writer = 'require("fs").writeFileSync("big",Buffer.alloc(1<<22));console.log("wrote it")'
  expect(await node(writer)).toBeUndefined()
})

test('S48: a program in the fence has none of our secrets around it', async () => {
  process.env['SECRET_KEY'] = 'canary of a key'
  onTestFinished(() => void delete process.env['SECRET_KEY'])
  const said = await runFenced(
    [process.execPath, '-p', 'JSON.stringify(process.env)'],
    await temporaryFolder(),
  )
  expect(said?.toString()).not.toContain('canary')
})
