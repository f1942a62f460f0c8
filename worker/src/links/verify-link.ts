// A link's token -> its claims, or why not, by every rule of CONTRACT.md's token section. Pure.
import { LINK_LIFETIME_SECONDS } from '@gramreel/contracts/limits'
import { LINK_TYPE, LinkClaims, type LinkScope } from '@gramreel/contracts/links'
import { Compile } from 'typebox/compile'
import { type TokenExpectation, type TokenRules, type Verdict, verifyToken } from './verify-token.ts'

const shape = Compile(LinkClaims)
const LINK: TokenRules<LinkClaims> = {
  type: LINK_TYPE,
  lifetimeSeconds: LINK_LIFETIME_SECONDS,
  shape,
  codes: { missing: 'link_missing', invalid: 'link_invalid', forbidden: 'link_forbidden' },
}

export type Expectation = TokenExpectation & {
  /** The `{file}` of the path: the token's `sub`. */
  file: string
  scope: LinkScope
}

export function verifyLink(token: unknown, expected: Expectation): Verdict<LinkClaims> {
  const verdict = verifyToken(token, LINK, expected)
  if (!('claims' in verdict)) return verdict
  const { sub, scope } = verdict.claims
  if (sub !== expected.file) return elsewhere('for another file')
  if (scope !== expected.scope) return elsewhere('for another purpose')
  return verdict
}

function elsewhere(why: string): Verdict<LinkClaims> {
  return { kind: 'refused', code: 'link_forbidden', why }
}
