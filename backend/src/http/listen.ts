import { errorCode } from '../error-code.ts'
import { StartError } from '../start-error.ts'
import type { App } from './server.ts'

/** After this, connections whose answer is not finished are cut. */
const GRACE_MS = 3_000

const REASONS: Record<string, string> = {
  EADDRINUSE: 'is already in use. Stop the other program, or set PORT to another number',
  EACCES: 'may not be opened by this user. Set PORT to a number above 1023',
  EADDRNOTAVAIL: 'is not an address of this machine. Set HOST to one that is',
}

/** Answers the URL where we can be reached from this machine. Throws StartError. */
export const listen = async (app: App, { host, port }: { host: string; port: number }): Promise<string> => {
  try {
    await app.listen({ host, port })
  } catch (cause) {
    const reason = REASONS[errorCode(cause) ?? '']
    if (reason === undefined) throw cause
    throw new StartError(`Port ${port} on ${host} ${reason}.`, { cause })
  }
  const address = app.server.address()
  if (address === null || typeof address === 'string') throw new Error('listening on no port')
  const isAny = address.address === '0.0.0.0' || address.address === '::'
  const name = address.family === 'IPv6' ? `[${address.address}]` : address.address
  return `http://${isAny ? 'localhost' : name}:${address.port}`
}

/** Stops accepting, lets short answers finish, cuts the rest. */
export const closeServer = async (app: App): Promise<void> => {
  const cut = setTimeout(() => app.server.closeAllConnections(), GRACE_MS)
  try {
    await app.close()
  } finally {
    clearTimeout(cut)
  }
}
