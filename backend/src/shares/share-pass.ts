// What a browser gets for the right password: a cookie for the addresses of that share alone. It is sealed with the key that
// seals secrets at rest, for this share and this very hash of a password, so a new password ends every pass at once, none is
// good for another share, and no table of them is needed.
import type { FastifyReply, FastifyRequest } from 'fastify'
import { isHttps } from '../http/public-origin.ts'
import type { SecretBox } from '../storage/secret-box.ts'
import type { ShareRow } from './share-state.ts'

/** A pass ends with its share, and after so long at the latest. */
const PASS_SECONDS = 30 * 24 * 3600

type Locked = Pick<ShareRow, 'id' | 'password_hash'>

const placeOf = ({ id, password_hash }: Locked) => `shares/${id}/${password_hash ?? ''}` as const

export const createSharePass = (secretBox: SecretBox, publicUrl: string | undefined, now: () => number) => {
  const nameOf = (what: 'pass' | 'seen', request: FastifyRequest) =>
    `${isHttps(request, publicUrl) ? '__Secure-' : ''}gramreel_${what}`
  const set = (reply: FastifyReply, what: 'pass' | 'seen', slug: string, value: string, maxAge: number) => {
    const { request } = reply
    const secure = isHttps(request, publicUrl)
    const options = {
      path: `/api/shares/${slug}`,
      httpOnly: true,
      sameSite: 'strict',
      secure,
      maxAge,
    } as const
    void reply.setCookie(nameOf(what, request), value, options)
  }

  return {
    /** Whether the browser gave the right password, or none is asked for. */
    isUnlocked: (share: Locked, request: FastifyRequest): boolean => {
      if (share.password_hash === null) return true
      const opened = secretBox.open(request.cookies[nameOf('pass', request)] ?? '', placeOf(share))
      return opened !== undefined && Number(opened) > now()
    },

    give: (reply: FastifyReply, slug: string, share: Locked): void => {
      const sealed = secretBox.seal(String(now() + PASS_SECONDS), placeOf(share))
      set(reply, 'pass', slug, sealed, PASS_SECONDS)
    },

    /** True the first time today (UTC) in this browser, which then remembers it by a cookie that says nothing else. */
    isFirstToday: (request: FastifyRequest, reply: FastifyReply, slug: string): boolean => {
      if (request.cookies[nameOf('seen', request)] !== undefined) return false
      set(reply, 'seen', slug, '1', 86_400 - (now() % 86_400))
      return true
    },
  }
}

export type SharePass = ReturnType<typeof createSharePass>
