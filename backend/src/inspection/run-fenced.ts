// A program that looks into a stranger's file: in an empty private folder, without a way to the network where that can be had,
// within limits of time, memory and written bytes; what it says is read up to a limit. Whatever happens in there, nothing of
// it comes out but a picture, or none.
import { spawn } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { createGate } from '../gate.ts'

export const FENCE = {
  seconds: 20,
  /** In use, looked at every 20 ms. */
  memoryBytes: 320 * 1024 * 1024,
  /** Asked for (RLIMIT_DATA): Node alone asks for half a gigabyte that it never uses. */
  reservedBytes: 1024 * 1024 * 1024,
  /** Of one file it may write; it needs to write none. */
  fileBytes: 1024 * 1024,
  answerBytes: 2 * 1024 * 1024,
}

/** Two at once would need twice the memory. */
const inTurn = createGate(1)

// $0 and $@ come as arguments: nothing of them is ever read as shell. POSIX knows one limit in each call; -d counts KiB, -f
// blocks of 512 bytes. Without its limits a program does not start.
const LIMITS = [
  `ulimit -d ${FENCE.reservedBytes / 1024}`,
  `ulimit -t ${FENCE.seconds}`,
  `ulimit -f ${FENCE.fileBytes / 512}`,
  'ulimit -c 0',
  'exec "$0" "$@"',
].join(' && ')
const WITHOUT_NETWORK = ['unshare', '--user', '--map-current-user', '--net', '--']

/** Only what a program needs to start; no secret of ours is in there. */
const environment = (folder: string) => ({ PATH: process.env['PATH'] ?? '', HOME: folder, LC_ALL: 'C' })

const WATCH_MS = 20

/** Of memory in use; 0 where the system does not tell. */
const memoryOf = async (pid: number | undefined): Promise<number> => {
  const text = await readFile(`/proc/${pid}/status`, 'latin1').catch(() => '')
  return Number(/VmRSS:\s+(\d+)/.exec(text)?.[1] ?? 0) * 1024
}

let network: Promise<readonly string[]> | undefined

const run = (
  command: readonly string[],
  folder: string,
  onStart?: (pid: number) => void,
): Promise<Buffer | undefined> =>
  new Promise((resolve) => {
    const [file = '', ...args] = command
    const child = spawn(file, args, {
      cwd: folder,
      env: environment(folder),
      stdio: ['ignore', 'pipe', 'ignore'],
      detached: true,
      timeout: FENCE.seconds * 1000,
      killSignal: 'SIGKILL',
    })
    const parts: Buffer[] = []
    let length = 0
    /** With all that it started. */
    const kill = () => {
      try {
        if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL')
      } catch {
        // It is gone already.
      }
    }
    const late = setTimeout(kill, FENCE.seconds * 1000)
    const watch = setInterval(
      () => void memoryOf(child.pid).then((bytes) => bytes > FENCE.memoryBytes && kill()),
      WATCH_MS,
    )
    child.stdout.on('data', (part: Buffer) => {
      length += part.length
      if (length > FENCE.answerBytes) kill()
      else parts.push(part)
    })
    const end = (answer: Buffer | undefined) => {
      clearTimeout(late)
      clearInterval(watch)
      resolve(answer)
    }
    child.once('error', () => end(undefined))
    child.once('close', (code) => end(code === 0 && length > 0 ? Buffer.concat(parts) : undefined))
    if (child.pid !== undefined) onStart?.(child.pid)
  })

/** Most containers forbid it, and other systems do not have it: then the protocol lists must do. */
const findNetworkFence = async (): Promise<readonly string[]> => {
  const answer = await run([...WITHOUT_NETWORK, 'echo', 'yes'], '/')
  return answer?.toString().trim() === 'yes' ? WITHOUT_NETWORK : []
}

/** What it wrote to stdout, if it ended well; undefined otherwise. One at a time. */
export const runFenced = async (
  command: readonly string[],
  folder: string,
  onStart?: (pid: number) => void,
): Promise<Buffer | undefined> => {
  const fence = await (network ??= findNetworkFence())
  return inTurn(() => run(['/bin/sh', '-c', LIMITS, ...fence, ...command], folder, onStart))
}
