import { access, constants } from 'node:fs/promises'
import { runProgram } from '../../../e2e/src/support/run-process.ts'
import { comeUp } from './come-up.ts'

export type LossyLine = {
  /** A server on this address … */
  listensOn: string
  /** … is reached over the line at this one. */
  isReachedAt: string
  stop(): Promise<void>
}

const NAME = 'gramreel0'
const NEAR = '10.77.213.1'
const FAR = '10.77.213.2'

/** Undefined where no such interface may be made: it takes root on Linux. */
export async function startLossyLine(
  lossPercent: number,
  roundTripMs: number,
): Promise<LossyLine | undefined> {
  const isAllowed = await access('/dev/net/tun', constants.R_OK | constants.W_OK).then(
    () => process.getuid?.() === 0,
    () => false,
  )
  if (!isAllowed) return undefined
  const facts = [NAME, `${NEAR}/30`, `${lossPercent}`, `${roundTripMs / 2}`]
  const running = runProgram('bench/src/lossy-line/main.ts', facts)
  await comeUp('the lossy line', running, () => running.lines.includes('the line stands') || undefined)
  return { listensOn: NEAR, isReachedAt: FAR, stop: () => running.stop() }
}
