// A verdict against the keys at hand, which are fetched again when the token's key is new to us.
import { PublicError } from '@gramreel/contracts/errors'
import type { KeySource } from './key-set.ts'
import type { Verdict } from './verify-token.ts'

/** Rejects with PublicError: the refusal's code; starting while no key is known. */
export async function withKnownKey<Claims>(
  keySource: KeySource,
  judge: () => Verdict<Claims>,
): Promise<Extract<Verdict<Claims>, { claims: Claims }>> {
  let verdict = judge()
  if (verdict.kind === 'unknown-key') {
    await keySource.refresh()
    if (keySource.keys().size === 0) throw new PublicError('starting', 'no link key is known yet')
    verdict = judge()
  }
  if (verdict.kind === 'refused' || verdict.kind === 'unknown-key')
    throw new PublicError(verdict.code, verdict.why)
  return verdict
}
