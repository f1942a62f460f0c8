// A request that takes much longer than others do may be lost: it is asked once more, and the first answer counts (R02).
import type { Api } from 'telegram/tl/api.js'
import type { GramjsLine } from './gramjs-line.ts'

const REMEMBERED = 128
const LEAST_SAMPLES = 16
const MIN_MS = 1000
const MAX_MS = 5000

/** How long answers took lately, milliseconds. */
export class Latencies {
  readonly #samples: number[] = []
  #added = 0
  #hedgeAfterMs = MAX_MS

  add(ms: number): void {
    this.#samples[this.#added++ % REMEMBERED] = ms
    if (this.#added % LEAST_SAMPLES !== 0) return
    const p95 = this.#samples.toSorted((a, b) => a - b)[Math.floor(this.#samples.length * 0.95)] ?? MAX_MS
    this.#hedgeAfterMs = Math.min(MAX_MS, Math.max(MIN_MS, 3 * p95))
  }

  /** Three times what nineteen in twenty took, between 1 s and 5 s; looked at anew after every 16 answers. */
  get hedgeAfterMs(): number {
    return this.#hedgeAfterMs
  }
}

type Options = {
  /** Aborted when nobody waits any more: then Telegram is asked not to answer. */
  signal: AbortSignal
  afterMs: number
  /** Asked when the time has come. */
  isWorthIt: () => boolean
  onHedge: () => void
}

/** As line.readFile; the request is made anew for each time it is sent. */
export async function hedged(
  line: GramjsLine,
  request: () => Api.upload.GetFile,
  into: readonly Buffer[],
  { signal, afterMs, isWorthIt, onHedge }: Options,
): Promise<number> {
  const first = request()
  const answer = line.readFile(first, into)
  const drop = () => void line.drop(first)
  signal.addEventListener('abort', drop, { once: true })
  let timer: NodeJS.Timeout | undefined
  const patience = new Promise<'late'>((resolve) => (timer = setTimeout(() => resolve('late'), afterMs)))
  try {
    const outcome = await Promise.race([answer, patience])
    if (outcome !== 'late') return outcome
  } finally {
    clearTimeout(timer)
    signal.removeEventListener('abort', drop)
  }
  if (!isWorthIt()) return answer
  onHedge()
  // Into memory of its own: the first answer may land at any moment.
  const spare = into.map(({ length }) => Buffer.allocUnsafe(length))
  const second = line.readFile(request(), spare)
  const winner = await Promise.any([after(answer, 'first'), after(second, 'second')]).catch(() => 'first')
  if (winner === 'first') return answer
  line.abandon(first)
  answer.catch(() => {})
  for (const [i, bytes] of spare.entries()) bytes.copy(into[i] ?? bytes)
  return second
}

async function after<T>(reading: Promise<number>, name: T): Promise<T> {
  await reading
  return name
}
