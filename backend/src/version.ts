import { readFileSync } from 'node:fs'
import { Type } from 'typebox'
import { Parse } from 'typebox/value'

/** The version in a package.json. */
export const readVersion = (path: string): string =>
  Parse(Type.Object({ version: Type.String() }), JSON.parse(readFileSync(path, 'utf8'))).version
