import { join } from 'node:path'
import { expect, test } from 'vitest'
import { openDatabase } from '../storage/database.ts'
import { runMain } from '../testing/run-main.ts'
import { temporaryFolder } from '../testing/temporary-folder.ts'
import { dyingAt, SOAK } from './backend-process.ts'

/** The next one to die at; GRAMREEL_SOAK=12 takes them all. */
const EVERY = Math.ceil(12 / SOAK)

test('R18: killed at any statement of its very first start, the backend starts the next time', async () => {
  let deaths = 0
  for (let nth = 2; ; nth += EVERY) {
    const dataDir = await temporaryFolder()
    const running = runMain({ DATA_DIR: dataDir, ...dyingAt(nth) })
    const isUp = await running.waitFor(/^Sign in:/m).then(
      () => true,
      () => false,
    )
    if (isUp) break
    expect(await running.ended).toBe('SIGKILL')
    deaths += 1
    // The same door as the start's, without the half second that a process takes.
    const database = await openDatabase(join(dataDir, 'gramreel.db'))
    expect(await database.selectFrom('files').selectAll().execute()).toEqual([])
    await database.destroy()
  }
  expect(deaths).toBeGreaterThan(3)
}, 60_000)
