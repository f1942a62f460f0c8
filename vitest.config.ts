import { availableParallelism } from 'node:os'
import { defineConfig } from 'vitest/config'

// Unit and contract tests sit beside the code; e2e takes the slow, real-browser road and runs one file at a time.
const unit = (name: string, globalSetup: string[] = []) => ({
  test: {
    name,
    globalSetup,
    root: name,
    include: ['src/**/*.test.ts'],
    environment: 'node' as const,
    testTimeout: 30_000,
    sequence: { groupOrder: 1 },
  },
})

export default defineConfig({
  test: {
    // Twice the cores: half of what the tests do is wait.
    maxWorkers: 2 * availableParallelism(),
    projects: [
      unit('contracts'),
      unit('telegram-local'),
      unit('worker'),
      unit('backend', ['src/testing/postgres-of-run.ts']),
      unit('frontend'),
      {
        test: {
          name: 'e2e',
          root: 'e2e',
          include: ['src/**/*.test.ts'],
          environment: 'node',
          testTimeout: 600_000,
          hookTimeout: 600_000,
          fileParallelism: false,
          // After all others: its seconds are those of a machine with nothing else to do.
          sequence: { groupOrder: 2 },
        },
      },
    ],
  },
})
