// What a Dockerfile says, done in folders of this machine: COPY and RUN of every stage, in order, from a clean context. What
// only an image can do is left out: the base image, the user, and folders outside the working directory.
import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { cp, mkdir, readFile } from 'node:fs/promises'
import { dirname, join, matchesGlob } from 'node:path'
import { root } from './run-process.ts'

export type Built = {
  /** Where the last stage's working directory lies. */
  folder: string
  env: Record<string, string>
  user: string | undefined
  command: string[]
  healthCheck: string[]
}

type Instruction = { name: string; text: string }
type Stage = { name: string; instructions: Instruction[] }

const parse = (text: string): Stage[] => {
  const stages: Stage[] = []
  for (const line of text.split('\n').filter((each) => /^[A-Z]+ /.test(each))) {
    const [, name = '', rest = ''] = /^([A-Z]+) (.*)$/.exec(line) ?? []
    if (name === 'FROM')
      stages.push({ name: / AS (\w+)$/.exec(rest)?.[1] ?? `${stages.length}`, instructions: [] })
    else stages.at(-1)?.instructions.push({ name, text: rest })
  }
  return stages
}

/** Files that git knows and .dockerignore lets through: the last line that fits a path, or a folder above it, decides. */
async function contextFiles(): Promise<string[]> {
  const lines = (await readFile(join(root, '.dockerignore'), 'utf8')).split('\n')
  const rules = lines.filter((line) => line !== '' && !line.startsWith('#'))
  const isSent = (path: string): boolean => {
    const parts = path.split('/')
    const within = parts.map((_, i) => parts.slice(0, i + 1).join('/'))
    const last = rules.findLast((rule) => within.some((each) => matchesGlob(each, rule.replace(/^!/, ''))))
    return last === undefined || last.startsWith('!')
  }
  const listed = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], {
    cwd: root,
    encoding: 'utf8',
  })
  return listed.split('\n').filter((path) => path !== '' && isSent(path))
}

const readList = (text: string): string[] => JSON.parse(text) as string[]

/** Builds all stages below `folder`. Rejects with what a RUN said when it fails. */
export async function build(dockerfile: string, folder: string): Promise<Built> {
  const stages = parse(await readFile(join(root, dockerfile), 'utf8'))
  const files = await contextFiles()
  const built: Built = { folder: '', env: {}, user: undefined, command: [], healthCheck: [] }
  const folders = new Map<string, string>()
  for (const { name, instructions } of stages) {
    const app = join(folder, name)
    await mkdir(app)
    folders.set(name, app)
    Object.assign(built, { folder: app, env: {}, user: undefined })
    for (const instruction of instructions) await carryOut(instruction, app)
  }
  return built

  async function carryOut({ name, text }: Instruction, app: string): Promise<void> {
    if (name === 'COPY') return copy(text.split(' '), app)
    if (name === 'RUN') return run(text, app)
    if (name === 'ENV')
      for (const [, key = '', value = ''] of text.matchAll(/(\w+)=(\S+)/g)) built.env[key] = value
    if (name === 'USER') built.user = text
    if (name === 'CMD') built.command = readList(text)
    if (name === 'HEALTHCHECK') built.healthCheck = readList(text.slice(text.indexOf('[')))
    return undefined
  }

  async function copy(words: string[], app: string): Promise<void> {
    const from = words[0]?.startsWith('--from=')
      ? folders.get(words.shift()?.slice('--from='.length) ?? '')
      : undefined
    const target = words.pop() ?? ''
    for (const word of words) {
      if (from !== undefined) {
        const source = join(from, word.replace(/^\/app\/?/, ''))
        await cp(source, join(app, target), { recursive: true, verbatimSymlinks: true })
        continue
      }
      const found = files.filter((path) => path === word || path.startsWith(`${word}/`))
      if (found.length === 0) throw new Error(`COPY ${word}: nothing of that name is sent to the build`)
      for (const path of found) {
        const isFile = path === word
        const to =
          isFile && !target.endsWith('/')
            ? target
            : join(target, isFile ? (path.split('/').at(-1) ?? '') : path.slice(word.length))
        await mkdir(dirname(join(app, to)), { recursive: true })
        await cp(join(root, path), join(app, to))
      }
    }
  }

  async function run(command: string, app: string): Promise<void> {
    if (command.includes(' /data')) return
    const env = {
      PATH: process.env['PATH'],
      HOME: folder,
      npm_config_prefer_offline: 'true',
      npm_config_cache: process.env['npm_config_cache'] ?? join(process.env['HOME'] ?? folder, '.npm'),
    }
    const child = spawn('sh', ['-c', command], { cwd: app, env, stdio: ['ignore', 'pipe', 'pipe'] })
    let said = ''
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (bytes: Buffer) => (said += bytes.toString()))
    await once(child, 'close')
    if (child.exitCode !== 0) throw new Error(`RUN ${command}: ${child.exitCode}\n${said.slice(-2000)}`)
  }
}
