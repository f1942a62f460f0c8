// The real nginx with a template of the repository, of which only ports, names of files and folders are replaced.
import { spawnSync } from 'node:child_process'
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { freePorts } from './free-port.ts'
import { root, runProcess } from './run-process.ts'
import { until } from './until.ts'

export type Nginx = {
  folder: string
  /** By server name of the template: `https://127.0.0.1:port`. */
  gallery: string
  media: string
  /** Where the slices are: `http://127.0.0.1:port`. */
  slices: string
  /** PEM: what its certificate is signed with. */
  certificate: string
  /** Everything it wrote so far: to its log, to its error log, and to us. */
  logs(): Promise<string>
  close(): Promise<void>
}

const isProgram = (path: string): boolean => spawnSync(path, ['-v'], { stdio: 'ignore' }).status === 0

/** On the PATH, or where Debian puts it, which is on no user's PATH. */
export function findNginx(): string | undefined {
  const places = [...(process.env['PATH'] ?? '').split(delimiter), '/usr/sbin', '/usr/local/sbin']
  return places.map((place) => join(place, 'nginx')).find(isProgram)
}

async function makeCertificate(folder: string): Promise<string> {
  const path = join(folder, 'certificate.pem')
  const args = '-x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=gramreel'
  const subject = [
    '-addext',
    'subjectAltName=IP:127.0.0.1',
    '-keyout',
    join(folder, 'certificate.key'),
    '-out',
    path,
  ]
  const { status, stderr } = spawnSync('openssl', ['req', ...args.split(' '), ...subject], {
    encoding: 'utf8',
  })
  if (status !== 0) throw new Error(`openssl: ${stderr}`)
  return readFile(path, 'utf8')
}

/** `addresses`: where the template's upstreams are, as host:port. `freshFor`: in place of the template's hour. */
export async function startNginx(
  addresses: { backend: string; w1: string; w2: string },
  freshFor = '1h',
): Promise<Nginx> {
  const program = findNginx()
  if (program === undefined) throw new Error('there is no nginx: scripts/test/tools.ts installs it')
  const folder = await mkdtemp(join(tmpdir(), 'gramreel-nginx-'))
  const certificate = await makeCertificate(folder)
  const [gallery = 0, media = 0, plain = 0, slices = 0] = await freePorts(4)
  const template = await readFile(join(root, 'templates/nginx/gramreel.conf'), 'utf8')
  const [head = '', ...servers] = template.split(/^(?=server \{)/m)
  const ported = [
    head,
    ...servers.map((server) => {
      const port = server.includes('server_name gallery.example.com;') ? gallery : media
      return server.replace(/listen 443/g, `listen 127.0.0.1:${port}`)
    }),
  ].join('')
  const replaced = ported
    .replace(/^ *listen \[::\].*\n/gm, '')
    .replace(/listen 80;/g, `listen 127.0.0.1:${plain};`)
    .replaceAll('proxy_cache_valid 206 1h;', `proxy_cache_valid 206 ${freshFor};`)
    .replaceAll('127.0.0.1:8790', `127.0.0.1:${slices}`)
    .replaceAll('127.0.0.1:3000', addresses.backend)
    .replaceAll('127.0.0.1:3001', addresses.w1)
    .replaceAll('127.0.0.1:3011', addresses.w2)
    .replaceAll('/var/cache/nginx/gramreel', `${folder}/cache`)
    .replaceAll('/var/log/nginx/', `${folder}/`)
    .replace(/\/etc\/ssl\/gramreel\/\w+\.(pem|key)/g, `${folder}/certificate.$1`)
  await mkdir(join(folder, 'temporary'))
  await writeFile(join(folder, 'gramreel.conf'), replaced)
  // As Debian's own nginx.conf does, around what lies in conf.d.
  const around = `daemon off; pid ${folder}/nginx.pid; worker_processes 2; error_log ${folder}/error.log;
${process.getuid?.() === 0 ? 'user root;' : ''}
events { worker_connections 1024; }
http {
  sendfile on;
  default_type application/octet-stream;
  access_log off;
  ${['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((name) => `${name}_temp_path ${folder}/temporary/${name};`).join(' ')}
  include ${folder}/gramreel.conf;
}`
  await writeFile(join(folder, 'nginx.conf'), around)
  const args = ['-p', folder, '-c', join(folder, 'nginx.conf'), '-e', join(folder, 'error.log')]
  const tried = spawnSync(program, [...args, '-t'], { encoding: 'utf8' })
  if (tried.status !== 0) throw new Error(`nginx -t: ${tried.stderr}`)
  const running = runProcess(program, args)
  await until('nginx', () =>
    fetch(`http://127.0.0.1:${plain}/`, { redirect: 'manual' }).then(({ status }) => status === 308),
  )
  const read = (name: string): Promise<string> => readFile(join(folder, name), 'utf8').catch(() => '')
  return {
    folder,
    gallery: `https://127.0.0.1:${gallery}`,
    media: `https://127.0.0.1:${media}`,
    slices: `http://127.0.0.1:${slices}`,
    certificate,
    logs: async () => [await read('gramreel.log'), await read('error.log'), ...running.lines].join('\n'),
    async close() {
      await running.stop()
      await rm(folder, { recursive: true, force: true })
    },
  }
}
