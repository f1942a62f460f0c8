// Before anything is started, every part looks at what it would be given: all that is wrong is told at once, not part by part.
import { readConfig as readBackendConfig } from '../../backend/src/config.ts'
import { readConfig as readWorkerConfig } from '../../worker/src/config.ts'
import { backend, worker } from './parts-of-the-product.ts'
import type { Settings } from './settings.ts'

/** What a part says of its settings: a heading, then a line for each that is wrong, beginning with its name. */
function complaints(read: () => unknown): string[] {
  try {
    read()
    return []
  } catch (error) {
    if (!(error instanceof Error)) throw error
    return error.message.split('\n').slice(1)
  }
}

/** All that is wrong, as one text; undefined when nothing is. Offline, the worker's settings come from telegram-local. */
export function checkSettings(settings: Settings): string | undefined {
  const gallery = backend(settings, undefined, () => {}).plan.env
  const lines = [
    ...complaints(() => readBackendConfig(gallery)),
    ...(settings.offline ? [] : complaints(() => readWorkerConfig(worker(settings, undefined).env))),
  ]
  if (lines.length === 0) return undefined
  // The bot token, say, is both parts' business; one line about it is enough.
  const byName = new Map(lines.map((line) => [line.trim().split(' ', 1)[0], line]))
  return ['These settings are wrong:', ...byName.values()].join('\n')
}
