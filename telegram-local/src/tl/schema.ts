// All definitions we know, by number (for reading, any layer) and by name within a layer (for writing).
import { readFileSync } from 'node:fs'
import { parseLine } from './definition.ts'
import type { Definition } from './definition.ts'

/** What one layer calls things. */
export type LayerSchema = {
  readonly layer: number
  /** A constructor, or failing that a method, of this name; undefined when this layer has none. */
  named(name: string): Definition | undefined
  /** The constructors of a boxed type, those with the fewest required fields first. */
  ofType(type: string): readonly Definition[]
}

export type Schema = {
  /** Any constructor or method that any layer ever had, by number. */
  byId(id: number): Definition | undefined
  /** Layers below the oldest one we know are answered with that one. */
  at(layer: number): LayerSchema
}

/** Joins schema texts whose sections begin with "// since layer N". */
export function parseSchema(...texts: string[]): Schema {
  const definitions = texts.flatMap(parseText)
  const ids = new Map(definitions.map((definition) => [definition.id, definition]))
  const floor = Math.min(...definitions.map(({ since }) => since).filter((since) => since > 0))
  const layers = new Map<number, LayerSchema>()
  return {
    byId: (id) => ids.get(id),
    at(layer) {
      const known = layers.get(layer) ?? layerSchema(definitions, Math.max(layer, floor))
      layers.set(layer, known)
      return known
    },
  }
}

let telegram: Schema | undefined

/** Telegram's own: `mtproto.tl` and `api.tl` beside this file, read once when first used. */
export function telegramSchema(): Schema {
  telegram ??= parseSchema(textBeside('./mtproto.tl'), textBeside('./api.tl'))
  return telegram
}

const textBeside = (name: string) => readFileSync(new URL(name, import.meta.url), 'utf8')

function parseText(text: string): Definition[] {
  let since = 0
  let isMethod = false
  const definitions: Definition[] = []
  for (const line of text.split('\n').map((raw) => raw.trim())) {
    const section = /^\/\/ since layer (\d+)$/.exec(line)
    if (section?.[1] !== undefined) since = Number(section[1])
    else if (line.startsWith('---')) isMethod = line === '---functions---'
    else if (line !== '' && !line.startsWith('//')) definitions.push(parseLine(line, isMethod, since))
  }
  return definitions
}

function layerSchema(definitions: readonly Definition[], layer: number): LayerSchema {
  const constructors = new Map<string, Definition>()
  const methods = new Map<string, Definition>()
  for (const definition of definitions) {
    if (definition.since > layer) continue
    const names = definition.isMethod ? methods : constructors
    const other = names.get(definition.name)
    if (!other || definition.since >= other.since) names.set(definition.name, definition)
  }
  const byType = new Map<string, Definition[]>()
  for (const definition of constructors.values()) {
    if (definition.result.kind !== 'boxed') continue
    const type = definition.result.type
    byType.set(type, [...(byType.get(type) ?? []), definition])
  }
  for (const list of byType.values()) list.sort((a, b) => required(a) - required(b))
  return {
    layer,
    named: (name) => constructors.get(name) ?? methods.get(name),
    ofType: (type) => byType.get(type) ?? [],
  }
}

const required = (definition: Definition) => definition.fields.filter((field) => !field.when).length
