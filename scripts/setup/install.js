// Installs what is missing. The lockfile decides, package by package: times of files say little after a `git pull`.
import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { npm } from './npm.js'
import { pinnedNode, root } from './root.js'

const readJson = (path) => {
  try {
    return JSON.parse(readFileSync(path, 'utf8'))
  } catch {
    return undefined
  }
}

const wantedNode = () => readJson(join(root, 'package.json'))?.dependencies?.node

/** True when node_modules holds every package of the lockfile in the version that the lockfile names. */
function upToDate() {
  const wanted = readJson(join(root, 'package-lock.json'))?.packages
  // npm keeps a list of what it put into node_modules, in the lockfile's own form.
  const there = readJson(join(root, 'node_modules', '.package-lock.json'))?.packages
  if (!wanted || !there) return false
  return Object.entries(wanted).every(([path, { version, optional, devOptional, link }]) => {
    if (!path.startsWith('node_modules/')) return true
    if (link) return path in there
    return there[path]?.version === version || ((optional || devOptional) && !(path in there))
  })
}

function versionOf(node) {
  const { stdout } = spawnSync(node, ['--version'], { encoding: 'utf8', shell: process.platform === 'win32' })
  return stdout?.trim().slice(1)
}

/** Installs the packages and the pinned Node where they are missing; answers the path of the Node to go on with. */
export function ensureInstalled() {
  if (!upToDate()) {
    console.log('Installing what Gramreel needs (first time only, about a minute) …')
    const code = npm(['ci', '--include=dev', '--no-audit', '--no-fund', '--loglevel=error'])
    if (code !== 0) {
      console.error('The installation did not work; npm says why above. `npm ci` tries it again by hand.')
      process.exit(1)
    }
  }
  if (versionOf(pinnedNode) === wantedNode()) return pinnedNode
  // npm 12 and careful settings skip install scripts, and the pinned Node arrives by one.
  console.log(`Fetching Node ${wantedNode()} …`)
  npm(['rebuild', 'node', '--ignore-scripts=false', '--loglevel=error'])
  if (versionOf(pinnedNode) === wantedNode()) return pinnedNode
  if (Number.parseInt(process.versions.node, 10) >= 24) {
    console.log(`Node ${wantedNode()} could not be fetched; going on with ${process.versions.node}.`)
    return process.execPath
  }
  console.error(
    `Node ${wantedNode()} could not be fetched, because npm may not run install scripts here. ` +
      'Run `npm rebuild node --ignore-scripts=false`, or use Node 24 yourself, then try again.',
  )
  return process.exit(1)
}
