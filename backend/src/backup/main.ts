// `npm run backup -- FILE` and `npm run restore -- FILE`, with the backend's own settings.
import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { inspect, parseArgs } from 'node:util'
import { readConfig } from '../config.ts'
import { redact } from '../http/redact.ts'
import { StartError } from '../start-error.ts'
import { readVersion } from '../version.ts'
import { backUp, type Place } from './backup.ts'
import { restore } from './restore.ts'

const USAGE = `npm run backup -- FILE [--thumbnails] [--force] [--data FOLDER]
npm run restore -- FILE [--force] [--data FOLDER]`

const readArguments = () => {
  const { positionals, values } = parseArgs({
    allowPositionals: true,
    options: {
      data: { type: 'string' },
      force: { type: 'boolean', default: false },
      thumbnails: { type: 'boolean', default: false },
    },
  })
  const [command, file, ...rest] = positionals
  if ((command !== 'backup' && command !== 'restore') || file === undefined || rest.length > 0)
    throw new StartError(USAGE)
  return { command, file: resolve(file), ...values }
}

const placeOf = (data: string | undefined): Place => {
  const { dataDir, databaseUrl, secretKey } = readConfig(process.env)
  const folder = data ?? dataDir
  // The DATA_DIR of `npm start` has a folder for each program.
  const ofStart = join(folder, 'backend')
  const isOfStart = !existsSync(join(folder, 'gramreel.db')) && existsSync(join(ofStart, 'gramreel.db'))
  return { dataDir: isOfStart ? ofStart : folder, databaseUrl, secretKey }
}

const say = (text: string) => process.stdout.write(`${text}\n`)

const withKey = (hasSecretKey: boolean) =>
  hasSecretKey ? 'with the key of its secrets' : 'without SECRET_KEY, which has to be kept and set again'

try {
  const { command, file, data, force, thumbnails } = readArguments()
  const place = placeOf(data)
  if (command === 'backup') {
    const version = readVersion(join(import.meta.dirname, '../../package.json'))
    const { files, hasSecretKey } = await backUp(place, file, {
      version,
      isForced: force,
      withThumbnails: thumbnails,
    })
    const pictures = files.filter(({ name }) => name.startsWith('thumbnails/')).length
    say(
      `${file} holds the catalogue, ${withKey(hasSecretKey)}, and ${pictures} thumbnails. Keep it like a password.`,
    )
  } else {
    const { manifest, movedTo } = await restore(place, file, force)
    say(
      `Restored as of ${manifest.createdAt} (Gramreel ${manifest.version}), ${withKey(manifest.hasSecretKey)}.`,
    )
    if (movedTo !== undefined) say(`What was there before is in ${movedTo}.`)
  }
} catch (error) {
  console.error(
    error instanceof Error && error.name !== 'StartError' && !('code' in error)
      ? redact(inspect(error))
      : redact(error instanceof Error ? error.message : String(error)),
  )
  process.exitCode = 1
}
