import { createHash, randomBytes } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import type { Media } from '../../world.ts'
import { addFilm, temporaryWorld } from '../../world/temporary-world.ts'
import { bytes } from './fields.ts'
import { serviceClients } from './service-client.ts'

const KIB = 1024
const MIB = 1024 * KIB

function setUp() {
  const world = temporaryWorld()
  const open = serviceClients(world)
  const { id: userId } = world.defaultBot
  const location = (media: Media, change: object = {}) => ({
    _: media.kind === 'photo' ? 'inputPhotoFileLocation' : 'inputDocumentFileLocation',
    id: media.id,
    access_hash: media.accessHash,
    file_reference: world.fileReference(media),
    thumb_size: '',
    ...change,
  })
  return { world, location, client: open(2, userId), elsewhere: open(4, userId) }
}

describe('upload.getFile', () => {
  it('gives the bytes of a range, short at the end and none after it', async () => {
    const { world, location, client } = setUp()
    const film = addFilm(world, { size: MIB + 100 })
    const whole = await world.open(film.content).read(0, film.size)
    const get = async (offset: number, limit: number) => {
      const fields = { location: location(film), offset: BigInt(offset), limit }
      const file = await client.call('upload.getFile', fields)
      expect(file).toMatchObject({ _: 'upload.file', type: { _: 'storage.fileMp4' } })
      return Buffer.from(bytes(file, 'bytes'))
    }
    expect((await get(0, MIB)).equals(whole.subarray(0, MIB))).toBe(true)
    expect((await get(MIB, MIB)).equals(whole.subarray(MIB))).toBe(true)
    expect(await get(MIB + 4 * KIB, 4 * KIB)).toHaveLength(0)
    expect(await get(2 ** 31, 4 * KIB)).toHaveLength(0)
  })

  it('gives smaller steps to those who ask precisely', async () => {
    const { world, location, client } = setUp()
    const film = addFilm(world, { size: 3 * MIB })
    const whole = await world.open(film.content).read(0, film.size)
    const ask = (offset: number, limit: number, precise: boolean) => ({
      location: location(film),
      offset: BigInt(offset),
      limit,
      precise,
    })
    for (const [offset, limit] of [
      [KIB, 3 * KIB],
      [MIB, MIB],
      [2 * MIB - 5 * KIB, 5 * KIB],
    ] as const) {
      const file = await client.call('upload.getFile', ask(offset, limit, true))
      expect(Buffer.from(bytes(file, 'bytes')).equals(whole.subarray(offset, offset + limit))).toBe(true)
    }
    const refusal = (...range: Parameters<typeof ask>) => client.refusal('upload.getFile', ask(...range))
    expect(await refusal(KIB, 4 * KIB, false)).toBe('400 OFFSET_INVALID')
    expect(await refusal(0, 3 * KIB, false)).toBe('400 LIMIT_INVALID')
    expect(await refusal(0, 12 * KIB, false)).toBe('400 LIMIT_INVALID')
    expect(await refusal(512, KIB, true)).toBe('400 OFFSET_INVALID')
    expect(await refusal(0, 1000, true)).toBe('400 LIMIT_INVALID')
    expect(await refusal(0, MIB + KIB, true)).toBe('400 LIMIT_INVALID')
    expect(await refusal(MIB - KIB, 2 * KIB, true)).toBe('400 LIMIT_INVALID')
  })

  it('gives the sizes of a picture by their letter', async () => {
    const { world, location, client } = setUp()
    const picture = randomBytes(5000)
    const content = await world.store([picture])
    const size = { type: 'm', width: 320, height: 200, bytes: 5000, content }
    const film = { ...addFilm(world), thumbs: [size] }
    for (const media of [world.addPhoto({ sizes: [size] }), world.addDocument(film)]) {
      const asked = { location: location(media, { thumb_size: 'm' }), offset: 0n, limit: 8 * KIB }
      expect(await client.call('upload.getFile', asked)).toMatchObject({
        bytes: picture,
        type: { _: 'storage.fileJpeg' },
      })
      const other = { location: location(media, { thumb_size: 'q' }), offset: 0n, limit: 8 * KIB }
      expect(await client.refusal('upload.getFile', other)).toBe('400 LOCATION_INVALID')
    }
  })

  it("refuses what it cannot serve in Telegram's words", async () => {
    const { world, location, client, elsewhere } = setUp()
    const film = addFilm(world)
    const foreign = addFilm(world, { dc: 4 })
    const refusal = (place: object, range: object = {}, at = client) =>
      at.refusal('upload.getFile', { location: place, offset: 0n, limit: 4 * KIB, ...range })
    expect(await refusal(location(film), { offset: 1n })).toBe('400 OFFSET_INVALID')
    expect(await refusal(location(film), { limit: 1 })).toBe('400 LIMIT_INVALID')
    expect(await refusal(location(film, { access_hash: 1n }))).toBe('400 FILE_ID_INVALID')
    expect(await refusal(location(film, { id: 1n }))).toBe('400 FILE_ID_INVALID')
    expect(await refusal({ ...location(film), _: 'inputPhotoFileLocation' })).toBe('400 FILE_ID_INVALID')
    expect(await refusal({ _: 'inputPeerPhotoFileLocation', photo_id: 1n })).toBe('400 LOCATION_INVALID')
    expect(await refusal(location(film, { file_reference: Buffer.alloc(0) }))).toBe(
      '400 FILE_REFERENCE_EMPTY',
    )
    expect(await refusal(location(film, { file_reference: Buffer.alloc(9) }))).toBe(
      '400 FILE_REFERENCE_INVALID',
    )
    expect(await refusal(location(foreign))).toBe('303 FILE_MIGRATE_4')
    expect(await refusal(location(foreign), {}, elsewhere)).toBe('no error')
    const old = location(film)
    world.expireFileReferences(film)
    expect(await refusal(old)).toBe('400 FILE_REFERENCE_EXPIRED')
  })
})

describe('upload.getFileHashes', () => {
  it('hashes parts of 128 KiB, up to 1 MiB at once, and nothing after the end', async () => {
    const { world, location, client } = setUp()
    const film = addFilm(world, { size: MIB + 300 })
    const whole = await world.open(film.content).read(0, film.size)
    const hashes = (offset: number) =>
      client.call('upload.getFileHashes', { location: location(film), offset: BigInt(offset) })
    const hash = (offset: number, limit: number) => ({
      _: 'fileHash',
      offset: BigInt(offset),
      limit,
      hash: createHash('sha256')
        .update(whole.subarray(offset, offset + limit))
        .digest(),
    })
    const part = 128 * KIB
    expect(await hashes(0)).toEqual(Array.from({ length: 8 }, (_, n) => hash(n * part, part)))
    expect(await hashes(7 * part + 5)).toEqual([hash(7 * part, part), hash(MIB, 300)])
    expect(await hashes(2 * MIB)).toEqual([])
  })
})
