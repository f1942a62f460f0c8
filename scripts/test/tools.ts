// The programs that npm cannot bring: browsers to look at the gallery with, ffmpeg to make films for it, Postgres to keep
// its catalogue, and nginx to stand in front.
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { findPostgres } from '../../backend/src/testing/find-postgres.ts'
import { findChromium } from '../../e2e/src/support/find-chromium.ts'
import { findFirefox } from '../../e2e/src/support/find-firefox.ts'
import { findNginx } from '../../e2e/src/support/nginx.ts'

const runs = (command: string, args: string[]): boolean =>
  spawnSync(command, args, { stdio: 'ignore' }).status === 0

const missing = (): string[] => [
  ...(findChromium() === undefined ? ['chromium'] : []),
  ...(findFirefox() === undefined ? ['firefox-esr'] : []),
  ...(runs('ffmpeg', ['-version']) && runs('ffprobe', ['-version']) ? [] : ['ffmpeg']),
  ...(findPostgres() === undefined ? ['postgresql'] : []),
  ...(findNginx() === undefined ? ['nginx'] : []),
  // Makes nginx's certificate.
  ...(runs('openssl', ['version']) ? [] : ['openssl']),
]

/** How we may use the package manager: as root, or with sudo that asks nothing; undefined when we may not. */
function rights(): string[] | undefined {
  if (process.getuid?.() === 0) return []
  return runs('sudo', ['-n', 'true']) ? ['sudo', '-n'] : undefined
}

/** Installs what is missing where that can be done without a question; answers a sentence when it cannot. */
export function ensureTools(): string | undefined {
  let packages = missing()
  if (packages.length === 0) return undefined
  const before = rights()
  if (existsSync('/usr/bin/apt-get') && before !== undefined) {
    console.log(`Installing ${packages.join(' and ')} with apt-get …`)
    const apt = (...args: string[]): boolean => {
      const [command = 'apt-get', ...rest] = [
        ...before,
        'env',
        'DEBIAN_FRONTEND=noninteractive',
        'apt-get',
        ...args,
      ]
      return spawnSync(command, rest, { stdio: ['ignore', 'ignore', 'inherit'] }).status === 0
    }
    apt('update', '-qq')
    // On Ubuntu `chromium-browser` is a stub for a snap; where `chromium` is no package, the sentence below says so.
    for (const name of packages) apt('install', '-y', '-qq', '--no-install-recommends', name)
    packages = missing()
    if (packages.length === 0) return undefined
  }
  return (
    `Please install ${packages.join(' and ')} first, for example: ` +
    `${process.platform === 'darwin' ? 'brew install' : 'sudo apt-get install'} ${packages.join(' ')}. ` +
    (packages.includes('chromium') ? 'CHROMIUM_PATH may name a Chrome or Chromium elsewhere. ' : '') +
    (packages.includes('firefox-esr') ? 'FIREFOX_PATH may name a Firefox elsewhere. ' : '') +
    'Or leave the tests that need them out: npm test -- --fast'
  )
}
