// One connection, one reader: our worker beside stock GramJS on the same Telegram, and how fast that Telegram itself serves.
import { setTimeout as sleep } from 'node:timers/promises'
import { signIn } from '../../e2e/src/support/api-client.ts'
import { freePort } from '../../e2e/src/support/free-port.ts'
import { watchMemory } from '../../e2e/src/support/memory.ts'
import { startProduct, type Product } from '../../e2e/src/support/product.ts'
import { runProgram, type Running } from '../../e2e/src/support/run-process.ts'
import { answers, until } from '../../e2e/src/support/until.ts'
import { readAll } from './read-all.ts'
import { mebibytes, perSecond, table } from './table.ts'

const GIGABYTE = 1_000_000_000

/** Latency in ms -> bytes of the file read, so that nothing takes minutes. */
const CASES = [
  { latencyMs: 0, bytes: GIGABYTE },
  { latencyMs: 50, bytes: GIGABYTE / 5 },
]

async function startStock({
  telegram,
}: Product): Promise<{ running: Running; url: (message: number) => string }> {
  const port = await freePort()
  const running = runProgram('bench/src/stock-gramjs.ts', [], {
    BENCH_PORT: `${port}`,
    BENCH_TELEGRAM: JSON.stringify(telegram),
  })
  await until('stock GramJS', async () => {
    if (!running.isRunning()) throw new Error(running.lines.join('\n'))
    return answers(`http://127.0.0.1:${port}/health`)
  })
  return { running, url: (message) => `http://127.0.0.1:${port}/${message}` }
}

export async function measureThroughput(filmBytes: number): Promise<string> {
  const product = await startProduct()
  const stock = await startStock(product)
  try {
    const api = await signIn(product)
    const telegram = product.processes.telegram.pid
    const worker = product.processes.worker?.pid ?? 0
    const add = async (name: string, size: number): Promise<{ url: string; message: number }> => {
      const added = await product.control('files', { name, size, pattern: 'blocks', mime: 'video/mp4' })
      const { id } = await api.find(name)
      return { url: (await api.link(id)).url, message: Number(added['messageId']) }
    }

    const film = await add('whole film.mp4', filmBytes)
    const memory = watchMemory(worker, 100)
    const whole = await readAll(film.url, [worker, telegram])
    const most = await memory.stop()
    const telegramCpu = whole.cpu[1] ?? Number.NaN
    const wholeFilm = table(
      ['a whole film of 2 GB', 'MB/s', 'most memory (RSS)', 'CPU-s per GB'],
      [
        [
          'worker',
          perSecond(whole.bytes, whole.seconds),
          mebibytes(most),
          (((whole.cpu[0] ?? 0) / whole.bytes) * GIGABYTE).toFixed(1),
        ],
        [
          'telegram-local, meanwhile',
          `${perSecond(whole.bytes, telegramCpu)} on one core`,
          '',
          ((telegramCpu / whole.bytes) * GIGABYTE).toFixed(1),
        ],
      ],
    )

    const rows: string[][] = []
    for (const { latencyMs, bytes } of CASES) {
      const file = await add(`latency ${latencyMs}.mp4`, bytes)
      if (latencyMs > 0) await product.control('faults', { fault: 'slow', latencyMs })
      const readers = [
        { name: 'worker', url: file.url, pid: worker },
        { name: 'stock GramJS iterDownload', url: stock.url(file.message), pid: stock.running.pid },
      ]
      for (const { name, url, pid } of readers) {
        await sleep(500)
        const { seconds, cpu } = await readAll(url, [pid])
        rows.push([
          name,
          `${latencyMs} ms`,
          perSecond(bytes, seconds),
          (((cpu[0] ?? 0) / bytes) * GIGABYTE).toFixed(1),
        ])
      }
      await product.clearFaults()
    }
    return `${wholeFilm}\n\n${table(['one connection, one reader', 'latency', 'MB/s', 'CPU-s per GB'], rows)}`
  } finally {
    await stock.running.stop()
    await product.close()
  }
}
