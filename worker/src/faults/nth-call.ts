// SQLite's way of testing (https://www.sqlite.org/testing.html#i_o_error_testing): fail the first call, then the second, then the
// third, … until a run passes without the fault having fired. Then there is no call left whose failure was not tried.
import type { Pair } from '../testing/start-pair.ts'

export type Fault = Parameters<Pair['telegram']['faults']['add']>[0]

/** Runs `run` again and again, each time with the fault at a later call. Answers how many calls were failed. */
export async function failEachCall(
  { telegram: { faults } }: Pair,
  fault: Fault,
  run: () => Promise<void>,
  mostCalls = 80,
): Promise<number> {
  for (let n = 1; n <= mostCalls; n++) {
    faults.clear()
    faults.add({ ...fault, after: n - 1, times: 1 })
    try {
      await run()
    } catch (error) {
      throw new Error(`${fault.fault} at call ${n} of ${fault.method ?? 'any method'}`, { cause: error })
    }
    const [entry] = faults.list()
    faults.clear()
    if (entry?.met === 0) return n - 1
  }
  throw new Error(`${fault.fault} still fires at call ${mostCalls}`)
}
