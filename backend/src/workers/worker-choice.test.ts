import { assert, array, constantFrom, integer, property, uniqueArray, uuid } from 'fast-check'
import { expect, test } from 'vitest'
import { chooseWorker, type Worker } from './worker-choice.ts'

const aWorker = (id: string, fields: Partial<Worker> = {}): Worker => ({
  id,
  url: `https://${id}.example`,
  botId: 7,
  state: 'ok',
  isFull: false,
  ...fields,
})
const choose = (workers: Worker[], id = 'film', botIds: number[] = [7]) =>
  chooseWorker({ id, botIds }, workers)?.id

test('a file keeps its worker, whatever the order, and a worker that goes moves only its own files', () => {
  const someWorkers = uniqueArray(uuid(), { minLength: 2, maxLength: 8 })
  assert(
    property(someWorkers, array(uuid(), { maxLength: 40 }), integer({ min: 0 }), (ids, files, pick) => {
      const workers = ids.map((id) => aWorker(id))
      const gone = ids[pick % ids.length]
      for (const file of files) {
        const first = choose(workers, file)
        expect(choose(workers.toReversed(), file)).toBe(first)
        const left = choose(
          workers.filter(({ id }) => id !== gone),
          file,
        )
        if (first !== gone) expect(left).toBe(first)
        else expect(left).not.toBe(gone)
      }
    }),
    { numRuns: 50 },
  )
})

test('files are shared out evenly', () => {
  const workers = ['a', 'b', 'c'].map((id) => aWorker(id))
  const counts = new Map<string | undefined, number>()
  for (let i = 0; i < 3_000; i++) {
    const id = choose(workers, `file-${i}`)
    counts.set(id, (counts.get(id) ?? 0) + 1)
  }
  for (const count of counts.values()) expect(Math.abs(count - 1_000)).toBeLessThan(150)
  expect(counts.size).toBe(3)
})

test('one that is well and not full goes first, then one that wakes, then a full one, then one that is away', () => {
  const away = aWorker('away', { state: 'unreachable' })
  const full = aWorker('full', { isFull: true })
  const waking = aWorker('waking', { state: 'waking' })
  const well = aWorker('well')
  for (let i = 0; i < 20; i++) {
    expect(choose([away, full, waking, well], `${i}`)).toBe('well')
    expect(choose([away, full, waking], `${i}`)).toBe('waking')
    expect(choose([away, full], `${i}`)).toBe('full')
    expect(choose([away], `${i}`)).toBe('away')
  }
  expect(choose([])).toBeUndefined()
})

test('a worker with the right bot goes first, even asleep; another one only where none has it', () => {
  const state = constantFrom('ok', 'waking', 'unreachable' as const)
  assert(
    property(state, state, (ours, others) => {
      const right = aWorker('right', { state: ours, botId: 8 })
      const wrong = aWorker('wrong', { state: others, botId: 9 })
      expect(choose([wrong, right], 'x', [7, 8])).toBe('right')
      expect(choose([wrong], 'x', [7, 8])).toBe('wrong')
    }),
    { numRuns: 9 },
  )
})
