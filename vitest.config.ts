import { availableParallelism } from 'node:os'
import { defineConfig } from 'vitest/config'
import { LongestFirst } from './scripts/test/longest-first.ts'

// Unit and contract tests sit beside the code; e2e takes the slow, real-browser road after them.
const unit = (name: string, more: { globalSetup?: string[]; isolate?: false } = {}) => ({
  test: {
    name,
    root: name,
    include: ['src/**/*.test.ts'],
    environment: 'node' as const,
    testTimeout: 30_000,
    sequence: { groupOrder: 1 },
    ...more,
  },
})

/** What counts seconds, frames or bytes of memory: with nothing else to do for the machine. */
const ALONE = ['film', 'firefox', 'grid', 'statistics'].map((name) => `src/${name}.test.ts`)

/** The slow road, with the whole product and a real browser. Most of it is waiting, so some go at once. */
const endToEnd = (
  name: string,
  files: { include?: string[]; exclude?: string[]; maxWorkers: number },
  groupOrder: number,
) => ({
  test: {
    name,
    root: 'e2e',
    include: ['src/**/*.test.ts'],
    environment: 'node' as const,
    testTimeout: 600_000,
    hookTimeout: 600_000,
    sequence: { groupOrder },
    ...files,
  },
})

export default defineConfig({
  test: {
    // Twice the cores: half of what the tests do is wait.
    maxWorkers: 2 * availableParallelism(),
    sequence: { sequencer: LongestFirst },
    projects: [
      unit('contracts'),
      unit('telegram-local'),
      unit('worker'),
      unit('backend', { globalSetup: ['src/testing/postgres-of-run.ts'] }),
      // Half a hundred small files, which do less than a process of its own takes to start.
      unit('frontend', { isolate: false }),
      endToEnd('e2e', { exclude: ALONE, maxWorkers: 2 }, 2),
      endToEnd('e2e alone', { include: ALONE, maxWorkers: 1 }, 3),
    ],
  },
})
