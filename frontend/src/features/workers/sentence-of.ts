import { ERRORS } from '@gramreel/contracts/errors'
import { ApiError } from '../../shared/api.ts'
import { workerTexts } from '../../shared/worker-texts.ts'

/** What went wrong, in words; undefined for nothing. */
export function sentenceOf(error: unknown): string | undefined {
  if (error === null || error === undefined) return undefined
  return error instanceof ApiError && error.code !== 'unreachable'
    ? ERRORS[error.code].message
    : workerTexts.other.text
}

/** The sentence of a code of the table of errors. */
export function sentenceOfCode(code: string): string {
  return Object.entries(ERRORS).find(([name]) => name === code)?.[1].message ?? code
}
