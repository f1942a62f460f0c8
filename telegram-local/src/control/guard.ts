// The control API can do anything, so only programs of this machine may use it: no other machine, and no web page
// (SECURITY: a page can send requests to loopback, also under a name that it rebinds).
import type { IncomingMessage } from 'node:http'
import { isLoopbackAddress, isLoopbackHost } from '../loopback.ts'

/** Why this request is refused; undefined when it may pass. */
export function refusal({ socket, headers }: IncomingMessage): string | undefined {
  if (!isLoopbackAddress(socket.remoteAddress ?? '')) return 'the control API answers this machine only'
  const host = `http://${headers.host ?? ''}`
  if (!URL.canParse(host) || !isLoopbackHost(new URL(host).hostname)) {
    return 'the control API is called by a loopback address or localhost only'
  }
  const site = headers['sec-fetch-site']
  const isOwnPage = headers.origin === undefined || headers.origin === new URL(host).origin
  if (!isOwnPage || (site !== undefined && site !== 'same-origin' && site !== 'none')) {
    return 'the control API is not for web pages of other origins'
  }
  return undefined
}
