// What may be done to a text by whoever tries: bits, characters, cuts, copies, spellings.
import * as fc from 'fast-check'

/** One thing that may be done to a text. */
export const mutation: fc.Arbitrary<(text: string) => string> = fc.oneof(
  // Places as fractions: the text changes its length under the hands of several mutations.
  fc
    .tuple(fc.nat(9999), fc.nat(7))
    .map(([at, bit]) => change(at, (char) => String.fromCharCode(char.charCodeAt(0) ^ (1 << bit)))),
  fc.tuple(fc.nat(9999), fc.string({ unit: 'binary', maxLength: 3 })).map(([at, by]) => change(at, () => by)),
  fc.nat(9999).map((at) => change(at, (char) => char + char)),
  fc.nat(9999).map((at) => change(at, (char) => `${char}.`)),
  fc.nat(9999).map((at) => (text: string) => text.slice(0, place(text, at))),
  fc.nat(9999).map((at) => (text: string) => text.slice(place(text, at))),
  fc.tuple(fc.nat(9999), fc.nat(9999)).map(
    ([a, b]) =>
      (text: string) =>
        text.slice(0, place(text, a)) + text.slice(place(text, b)),
  ),
  fc.constantFrom(
    (text: string) => text.toUpperCase(),
    (text: string) => text.replaceAll('.', '%2E'),
    (text: string) => Buffer.from(text).toString('base64url'),
    (text: string) => text.split('').toReversed().join(''),
    (text: string) => text.split('.').toReversed().join('.'),
    (text: string) => text.replaceAll('.', '..'),
  ),
)

function place(text: string, at: number): number {
  return Math.floor((at / 10_000) * text.length)
}
function change(at: number, by: (char: string) => string): (text: string) => string {
  return (text) => {
    const i = place(text, at)
    return text.slice(0, i) + by(text[i] ?? '') + text.slice(i + 1)
  }
}

/** The text after one to three mutations; sometimes the text itself. */
export function mutated(text: string): fc.Arbitrary<string> {
  return fc
    .array(mutation, { minLength: 1, maxLength: 3 })
    .map((mutations) => mutations.reduce((before, mutate) => mutate(before), text))
}
