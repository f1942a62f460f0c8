// What people see in their browser's address bar: PUBLIC_URL, else what a trusted proxy or the request itself says.
import type { FastifyRequest } from 'fastify'

type Facts = Pick<FastifyRequest, 'protocol' | 'host'>

export const isHttps = ({ protocol }: Pick<Facts, 'protocol'>, publicUrl: string | undefined): boolean =>
  publicUrl?.startsWith('https:') ?? protocol === 'https'

/** For links that people send to one another. */
export const publicOrigin = ({ protocol, host }: Facts, publicUrl: string | undefined): string =>
  publicUrl ?? `${protocol}://${host}`
