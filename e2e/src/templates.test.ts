// What the templates say is done here, as far as this machine can: images are built without Docker and started, units are run.
// And what they name exists: settings in the programs, keys where they are read.
import { spawnSync } from 'node:child_process'
import { generateKeyPairSync } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parse as parseToml } from 'smol-toml'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { parse as parseYaml } from 'yaml'
import { build } from './support/dockerfile.ts'
import { freePort } from './support/free-port.ts'
import { root, runProcess } from './support/run-process.ts'
import { answers, until } from './support/until.ts'

type Table = Record<string, unknown>
type Program = 'backend' | 'worker'

const read = (path: string): Promise<string> => readFile(join(root, path), 'utf8')
const yaml = async (path: string): Promise<Table> => parseYaml(await read(path), { merge: true }) as Table
const table = (value: unknown): Table => value as Table
const list = (value: unknown): Table[] => value as Table[]

/** Enough to start with, and nobody there to talk to. */
const SETTINGS: Record<Program, Record<string, string>> = {
  backend: {},
  worker: {
    BACKEND_URL: 'http://127.0.0.1:9',
    TELEGRAM_API_ID: '1',
    TELEGRAM_API_HASH: '0123456789abcdef0123456789abcdef',
    TELEGRAM_BOT_TOKEN: '123456789:AAExampleExampleExampleExample',
    TELEGRAM_DCS: '2=127.0.0.1:9',
  },
}

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'gramreel-templates-'))
  const { publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const path = join(folder, 'telegram.pem')
  await writeFile(path, publicKey.export({ type: 'pkcs1', format: 'pem' }))
  SETTINGS.worker['TELEGRAM_PUBLIC_KEY'] = path
})
afterAll(() => rm(folder, { recursive: true, force: true }))

describe.each(['backend', 'worker'] as const)('the image of the %s', (program) => {
  it('is built from a clean folder, starts, says that it is well, and finds its code compiled', async () => {
    const place = await mkdtemp(join(folder, `${program}-`))
    const {
      folder: app,
      env,
      user,
      command,
      healthCheck,
    } = await build(`templates/docker/${program}.Dockerfile`, place)
    expect(user).toBe('node')
    expect(existsSync(join(app, 'node_modules/vitest'))).toBe(false)
    expect(existsSync(join(app, 'node_modules/node'))).toBe(false)
    const kept = await readdir(join(app, `node_modules/.cache/gramreel-${program}`), { recursive: true })
    expect(kept.length).toBeGreaterThan(100)
    const port = `${await freePort()}`
    const settings = {
      ...env,
      ...SETTINGS[program],
      HOST: '127.0.0.1',
      PORT: port,
      DATA_DIR: join(place, 'data'),
    }
    const [start = '', ...args] = command
    expect(start).toBe('node')
    const running = runProcess(process.execPath, args, { cwd: app, env: settings })
    try {
      await until(`${program} to be up`, () => answers(`http://127.0.0.1:${port}/health`))
      const check = (at: string): number | null =>
        spawnSync(process.execPath, healthCheck.slice(1), { env: { PORT: at } }).status
      expect([check(port), check('9')]).toEqual([0, 1])
      if (program === 'backend') expect(await answers(`http://127.0.0.1:${port}/`)).toBe(true)
    } finally {
      await running.stop()
    }
    expect((await running.ended).code).toBe(0)
  })
})

describe.each([
  ['gramreel-backend.service', 'backend'],
  ['gramreel-worker@.service', 'worker'],
] as const)('the unit %s', (name, program) => {
  it('is in order, shuts itself in, and its command starts', async () => {
    const unit = await read(`templates/systemd/${name}`)
    const ours = unit.replaceAll('/opt/gramreel/', root).replaceAll('%i', '1')
    if (spawnSync('systemd-analyze', ['--version']).status === 0) {
      const path = join(folder, name.replace('@', ''))
      await writeFile(path, ours)
      const verified = spawnSync('systemd-analyze', ['verify', path], { encoding: 'utf8' })
      expect([verified.status, verified.stderr.replaceAll(/^.*Failed to .*$/gm, '').trim()]).toEqual([0, ''])
      const exposed = spawnSync('systemd-analyze', ['security', '--offline=true', '--threshold=25', path])
      expect(exposed.status).toBe(0)
    }
    const [start = '', ...args] = /^ExecStart=(.*)$/m.exec(ours)?.[1]?.split(' ') ?? []
    const port = `${await freePort()}`
    const env = { ...SETTINGS[program], PORT: port, DATA_DIR: join(folder, `data of ${name}`) }
    const running = runProcess(start, args, { env })
    try {
      await until(`${name} to be up`, () => answers(`http://127.0.0.1:${port}/health`))
    } finally {
      await running.stop()
    }
  })
})

/** Keys that Render's Blueprint knows, of those that can be of use here. https://render.com/schema/render.yaml.json */
const RENDER_KEYS = [
  'type',
  'name',
  'runtime',
  'plan',
  'region',
  'autoDeployTrigger',
  'buildCommand',
  'startCommand',
  'healthCheckPath',
  'envVars',
  'disk',
]
/** https://fly.io/docs/reference/configuration/ */
const FLY_KEYS: Record<string, string[]> = {
  '': ['app', 'primary_region', 'kill_timeout', 'build', 'env', 'mounts', 'http_service', 'vm'],
  build: ['dockerfile'],
  mounts: ['source', 'destination'],
  http_service: [
    'internal_port',
    'force_https',
    'auto_stop_machines',
    'auto_start_machines',
    'min_machines_running',
    'checks',
  ],
}
/** https://docs.docker.com/reference/compose-file/services/ */
const COMPOSE_KEYS = [
  'build',
  'image',
  'environment',
  'volumes',
  'networks',
  'ports',
  'depends_on',
  'profiles',
  'restart',
  'read_only',
  'tmpfs',
  'cap_drop',
  'security_opt',
  'mem_limit',
]

describe('templates', () => {
  it('name only settings that the programs have', async () => {
    const documented = await read('docs/configuration.md')
    for (const [where, program, names] of await namedSettings()) {
      const section = documented.split(`\n## ${program}\n`)[1]?.split(/^## /m)[0] ?? ''
      for (const name of names) expect(section, `${name} in ${where}`).toContain(`| \`${name}\` |`)
    }
  })

  it('hold no secret, not even an example of one', async () => {
    for (const { key, value, sync, generateValue } of [
      ...(await renderVariables('render.yaml')),
      ...(await renderVariables('templates/render/gallery.yaml')),
    ]) {
      const isSecret = /TOKEN|HASH|CODE|KEY|SESSION/.test(String(key))
      if (isSecret)
        expect([value, sync === false || generateValue === true], String(key)).toEqual([undefined, true])
    }
    for (const path of [
      'templates/compose/compose.yaml',
      'templates/fly/worker.toml',
      'templates/fly/backend.toml',
    ])
      expect(await read(path)).not.toMatch(/\d{6,}:[\w-]{20,}|[0-9a-f]{32}/)
  })

  it('of Render stand where the button looks, and know their keys', async () => {
    expect(await read('render.yaml')).toBe(await read('templates/render/render.yaml'))
    for (const path of ['render.yaml', 'templates/render/gallery.yaml']) {
      const [service = {}] = list((await yaml(path))['services'])
      expect(RENDER_KEYS).toEqual(expect.arrayContaining(Object.keys(service)))
      expect(service).toMatchObject({ type: 'web', runtime: 'node', healthCheckPath: '/health' })
      const program = String(service['startCommand']).split(' ')[1] ?? ''
      expect(existsSync(join(root, program))).toBe(true)
    }
  })

  it('of Fly know their keys, and name files that are there', async () => {
    for (const program of ['worker', 'backend']) {
      const file = table(parseToml(await read(`templates/fly/${program}.toml`)))
      expect(FLY_KEYS['']).toEqual(expect.arrayContaining(Object.keys(file)))
      for (const [key, known] of Object.entries(FLY_KEYS))
        if (key !== '') expect(known).toEqual(expect.arrayContaining(Object.keys(table(file[key]))))
      expect(existsSync(join(root, 'templates/fly', String(table(file['build'])['dockerfile'])))).toBe(true)
      expect(table(file['env'])['PORT']).toBe(String(table(file['http_service'])['internal_port']))
      expect(table(file['env'])['DATA_DIR']).toBe(table(file['mounts'])['destination'])
    }
  })

  it('of Compose know their keys, and every name in them is one of theirs', async () => {
    const { services, volumes, networks } = await yaml('templates/compose/compose.yaml')
    for (const [name, service] of Object.entries(table(services)).map(
      ([key, value]) => [key, table(value)] as const,
    )) {
      expect(COMPOSE_KEYS, name).toEqual(expect.arrayContaining(Object.keys(service)))
      for (const volume of (service['volumes'] ?? []) as string[]) {
        const [source = ''] = volume.split(/:(?!-)/)
        if (/^[a-z]/.test(source)) expect(Object.keys(table(volumes)), name).toContain(source)
      }
      for (const network of service['networks'] as string[])
        expect(Object.keys(table(networks))).toContain(network)
      const { context, dockerfile } = table(service['build'] ?? { context: '../..', dockerfile: 'README.md' })
      expect(existsSync(join(root, 'templates/compose', String(context), String(dockerfile)))).toBe(true)
    }
  })
})

const renderVariables = async (path: string): Promise<Table[]> =>
  list((await yaml(path))['services']).flatMap((service) => list(service['envVars']))

/** Of the platform, not of ours. */
const FOREIGN = new Set(['NODE_VERSION', 'NODE_ENV', 'NODE_COMPILE_CACHE'])

/** Names that are given a value in lines of this form. */
const namesIn = (text: string, line: RegExp): string[] =>
  Array.from(text.matchAll(line), ([, rest = '']) =>
    Array.from(rest.matchAll(/(\w+)=/g), ([, name = '']) => name),
  ).flat()

/** Where, for which program, which names. */
async function namedSettings(): Promise<[string, Program, string[]][]> {
  const { services } = await yaml('templates/compose/compose.yaml')
  const compose = Object.entries(table(services)).flatMap(
    ([name, service]): [string, Program, string[]][] => {
      const program = name === 'backend' ? 'backend' : name.startsWith('worker') ? 'worker' : undefined
      return program ? [[`compose ${name}`, program, Object.keys(table(table(service)['environment']))]] : []
    },
  )
  const named: [string, Program, string[]][] = [
    ['render.yaml', 'worker', (await renderVariables('render.yaml')).map(({ key }) => String(key))],
    [
      'gallery.yaml',
      'backend',
      (await renderVariables('templates/render/gallery.yaml')).map(({ key }) => String(key)),
    ],
    ...compose,
  ]
  for (const program of ['backend', 'worker'] as const) {
    const toml = table(parseToml(await read(`templates/fly/${program}.toml`)))
    const image = await read(`templates/docker/${program}.Dockerfile`)
    const unit = await read(
      `templates/systemd/gramreel-${program === 'worker' ? 'worker@' : 'backend'}.service`,
    )
    named.push(
      [`fly ${program}`, program, Object.keys(table(toml['env']))],
      [`image ${program}`, program, namesIn(image, /^ENV (.*)$/gm)],
      [`unit ${program}`, program, namesIn(unit, /^Environment=(.*)$/gm)],
    )
  }
  return named.map(([where, program, names]) => [where, program, names.filter((name) => !FOREIGN.has(name))])
}
