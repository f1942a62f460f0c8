import { existsSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { npm } from './npm.js'
import { root } from './root.js'

const built = join(root, 'frontend', 'dist', 'index.html')
const parts = ['frontend', 'contracts/src', 'package-lock.json'].map((part) => join(root, part))
const notSources = new Set(['dist', 'node_modules'])

/** The latest change at or below a path, ms since 1970. Folders count as well: their time tells of deleted files. */
function latestChange(path) {
  const stats = statSync(path)
  if (!stats.isDirectory()) return stats.mtimeMs
  const inside = readdirSync(path).filter((name) => !notSources.has(name))
  // dist appears in frontend itself, which must not make frontend look changed.
  const own = existsSync(join(path, 'dist')) ? 0 : stats.mtimeMs
  return Math.max(own, ...inside.map((name) => latestChange(join(path, name))))
}

/** Builds the gallery unless it is newer than everything it is made of. */
export function ensureBuilt(node) {
  if (existsSync(built) && statSync(built).mtimeMs >= Math.max(...parts.map(latestChange))) return
  console.log('Building the gallery …')
  if (npm(['run', 'build', '--silent'], { node }) === 0) return
  console.error('The gallery could not be built. `npm run build` shows the whole story.')
  process.exit(1)
}
