import { describe, expect, test } from 'vitest'
import { createFaults } from './faults.ts'

describe('faults', () => {
  test('a fault meets every call until it is cleared', () => {
    const faults = createFaults()
    faults.add({ fault: 'stall', seconds: 1 })
    expect(faults.take('upload.getFile')).toMatchObject({ fault: 'stall' })
    expect(faults.take('getMe')).toMatchObject({ fault: 'stall' })
    faults.clear()
    expect(faults.take('getMe')).toBeUndefined()
    expect(faults.list()).toEqual([])
  })

  test('after lets calls pass first, times bounds how many are met, and the count stays readable', () => {
    const faults = createFaults()
    faults.add({ fault: 'rpc-error', method: 'upload.getFile', after: 2, times: 2 })
    const met = Array.from({ length: 6 }, () => faults.take('upload.getFile') !== undefined)
    expect(met).toEqual([false, false, true, true, false, false])
    expect(faults.list()).toEqual([
      { fault: 'rpc-error', method: 'upload.getFile', after: 2, times: 2, met: 2 },
    ])
  })

  test('calls of other methods neither meet a fault nor count for it', () => {
    const faults = createFaults()
    faults.add({ fault: 'flood-wait', method: 'getFile', after: 1, times: 1 })
    expect(faults.take('upload.getFile')).toBeUndefined()
    expect(faults.take('GETFILE')).toBeUndefined()
    expect(faults.take('getfile')).toMatchObject({ fault: 'flood-wait' })
  })

  test('names limit the search, and faults of other names are not counted', () => {
    const faults = createFaults()
    faults.add({ fault: 'drop-connection', times: 1 })
    faults.add({ fault: 'flood-wait', seconds: 3 })
    expect(faults.take('getMe', ['flood-wait'])).toMatchObject({ seconds: 3 })
    expect(faults.list().map((fault) => fault.met)).toEqual([0, 1])
  })

  test('when the first fault has had its times, the next one takes over', () => {
    const faults = createFaults()
    faults.add({ fault: 'rpc-error', times: 1, message: 'one' })
    faults.add({ fault: 'rpc-error', times: 1, message: 'two' })
    expect([1, 2, 3].map(() => faults.take('x')?.message)).toEqual(['one', 'two', undefined])
  })

  test('a new connection is no call: only faults that name it meet it, and a refused connection always does', () => {
    const faults = createFaults()
    faults.add({ fault: 'transport-error' })
    expect(faults.take('connect')).toBeUndefined()
    faults.add({ fault: 'transport-error', method: 'connect', code: 429 })
    faults.add({ fault: 'refuse-connection' })
    expect(faults.take('connect')).toMatchObject({ code: 429 })
    expect(faults.take('connect', ['refuse-connection'])).toBeDefined()
    expect(faults.take('upload.getFile', ['refuse-connection'])).toBeUndefined()
  })

  test('a fault for one file meets no other, and no call without a file', () => {
    const faults = createFaults()
    faults.add({ fault: 'stall', method: 'upload.getFile', fileId: 'BAAC', mediaId: '7', times: 1 })
    faults.add({ fault: 'slow', mediaId: '7', latencyMs: 9 })
    expect(faults.take('upload.getFile')).toBeUndefined()
    expect(faults.take('upload.getFile', undefined, '8')).toBeUndefined()
    expect(faults.take('upload.getFile', undefined, '7')).toMatchObject({ fileId: 'BAAC' })
    expect(faults.slow('upload.getFile', '7')).toMatchObject({ latencyMs: 9 })
    expect(faults.slow('upload.getFile', '8')).toBeUndefined()
  })

  test('slow stands without being counted and is never taken', () => {
    const faults = createFaults(() => 0.25)
    faults.add({ fault: 'slow', latencyMs: 50, times: 1 })
    expect(faults.take('upload.getFile')).toBeUndefined()
    expect(faults.slow('upload.getFile')).toEqual({ latencyMs: 50, bytesPerSecond: Infinity })
    expect(faults.slow()).toEqual({ latencyMs: 50, bytesPerSecond: Infinity })
    faults.clear()
    faults.add({ fault: 'slow', method: 'getMe', latencyMs: 10, jitterMs: 40 })
    expect(faults.slow('getMe')?.latencyMs).toBe(10 + 0.25 * 40)
    faults.add({ fault: 'slow', method: 'file', bytesPerSecond: 1000 })
    expect(faults.slow('upload.getFile')).toBeUndefined()
    expect(faults.slow('file')).toEqual({ latencyMs: 0, bytesPerSecond: 1000 })
  })
})
