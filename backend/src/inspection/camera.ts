// "FUJIFILM", "X-T5" -> "Fujifilm X-T5": maker and model as people say them. Pure.
import { cleanLine } from './chapters.ts'

const MAX_LETTERS = 60
/** What a company calls itself beyond its name. */
const COMPANY =
  /[\s,]+(?:corporation|corp|company|co|ltd|inc|imaging|electronics|camera|optical|ag|gmbh|mobile communications)\b.*$/i

/** Shouted names are said in a normal voice; abbreviations stay. */
const speak = (word: string): string =>
  (word.length > 3 && word === word.toUpperCase()) || word === word.toLowerCase()
    ? word.charAt(0).toUpperCase() + word.slice(1).toLowerCase()
    : word

/** Undefined where neither is said. */
export const cameraOf = (make: string, model: string): string | undefined => {
  const maker = cleanLine(make, MAX_LETTERS).replace(COMPANY, '').split(' ').map(speak).join(' ')
  const name = cleanLine(model, MAX_LETTERS)
  const isRepeated = maker !== '' && name.toLowerCase().startsWith(maker.toLowerCase())
  const words = isRepeated ? maker + name.slice(maker.length) : [maker, name].filter(Boolean).join(' ')
  return cleanLine(words, MAX_LETTERS) || undefined
}
