import { createServer } from 'node:net'

/** Why a port cannot be listened on, or undefined when it can: the code of the operating system. */
export function portTrouble(host: string, port: number): Promise<string | undefined> {
  return new Promise((done) => {
    const server = createServer()
    server.once('error', (error: NodeJS.ErrnoException) => done(error.code ?? error.message))
    server.listen({ host, port, exclusive: true }, () => server.close(() => done(undefined)))
  })
}

/** One sentence for the first of these ports that cannot be used; undefined when all can. */
export async function explainPorts(
  wanted: { host: string; port: number; setting: string }[],
): Promise<string | undefined> {
  for (const { host, port, setting } of wanted) {
    const code = await portTrouble(host, port)
    if (code === undefined) continue
    const told = `set ${setting} to another one, for example ${setting}=${port < 60_000 ? port + 100 : port - 100}.`
    if (code === 'EADDRINUSE') return `Port ${port} is in use by another program. Stop that, or ${told}`
    if (code === 'EACCES') return `Port ${port} may not be used without more rights: ${told}`
    return `This machine cannot listen on ${host}, port ${port} (${code}). Check HOST, or ${told}`
  }
  return undefined
}
