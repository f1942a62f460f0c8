// Vitest begins with the largest files of the project whose name comes first. Here those that take longest begin, so that none of
// them is left to run by itself at the end of its group.
import { BaseSequencer, type TestSpecification } from 'vitest/node'

/** Seconds on two cores, roughly; a file that is not named takes fewer than ten. */
const SECONDS: Record<string, number> = {
  'e2e/src/renewal': 105,
  'e2e/src/trouble': 95,
  'e2e/src/uploads': 60,
  'e2e/src/pages': 55,
  'e2e/src/sleeping-worker': 50,
  'e2e/src/templates': 45,
  'e2e/src/player': 40,
  'e2e/src/viewer': 35,
  'e2e/src/library': 30,
  'e2e/src/shares': 25,
  'e2e/src/setup': 25,
  'e2e/src/offline': 40,
  'e2e/src/previews': 30,
  'e2e/src/first-run': 25,
  'e2e/src/statistics': 20,
  'backend/src/faults/killed': 55,
  'worker/src/faults/random-damage': 45,
  'worker/src/attacks/slow-clients': 36,
  'worker/src/http/status-routes': 34,
  'worker/src/faults/lying-telegram': 32,
  'worker/src/faults/flood-wait': 31,
  'backend/src/backup/backup': 29,
  'worker/src/faults/every-call': 26,
  'backend/src/main': 26,
  'worker/src/faults/playing': 22,
  'worker/src/faults/silence': 22,
  'worker/src/faults/knocking': 22,
  'worker/src/uploads/uploads': 21,
  'backend/src/faults/two-backends': 20,
  'backend/src/bots/bots': 18,
  'worker/src/faults/sign-in': 16,
  'backend/src/faults/killed-first-start': 15,
  'worker/src/faults/stopping': 14,
}

const secondsOf = ({ moduleId }: TestSpecification): number =>
  Object.entries(SECONDS).find(([name]) => moduleId.endsWith(`/${name}.test.ts`))?.[1] ?? 0

const groupOf = ({ project }: TestSpecification): number => project.config.sequence.groupOrder

export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    // oxlint-disable-next-line unicorn/no-array-sort -- it is vitest's, and gives a new one
    const sorted = await super.sort(files)
    return sorted.toSorted((a, b) => groupOf(a) - groupOf(b) || secondsOf(b) - secondsOf(a))
  }
}
