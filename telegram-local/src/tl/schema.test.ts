import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { computedId, parseLine } from './definition.ts'
import { parseSchema, telegramSchema } from './schema.ts'

const lines = ['./api.tl', './mtproto.tl'].flatMap((file) =>
  readFileSync(new URL(file, import.meta.url), 'utf8')
    .split('\n')
    .filter((line) => /^[a-zA-Z]/.test(line)),
)

const idAt = (layer: number) => telegramSchema().at(layer).named('message')?.id.toString(16)

describe("Telegram's schema", () => {
  it('carries on every line the number that the line itself gives', () => {
    const wrong = lines.filter((line) => parseLine(line, false, 0).id !== computedId(line))
    expect(wrong).toEqual([])
    expect(lines.length).toBeGreaterThan(600)
  })

  it('knows the numbers that clients of these layers use for a message', () => {
    expect(idAt(158)).toBe('38116ee0')
    expect(idAt(198)).toBe('96fdbbe9')
    expect(idAt(204)).toBe('eabcdd4d')
  })

  it('answers layers older than the oldest with the oldest', () => {
    expect(telegramSchema().at(100).named('message')?.id).toBe(telegramSchema().at(158).named('message')?.id)
  })

  it('lets a layer know nothing that came after it', () => {
    const schema = parseSchema(
      '// since layer 1\na#00000001 = A;\n// since layer 5\na#00000002 x:int = A;\nb#00000003 = A;',
    )
    expect(schema.at(4).named('a')?.id).toBe(1)
    expect(schema.at(4).named('b')).toBeUndefined()
    expect(schema.at(5).named('a')?.id).toBe(2)
    expect(schema.byId(1)?.name).toBe('a')
  })

  it('puts the simplest constructor of a type first', () => {
    expect(telegramSchema().at(198).ofType('Message')[0]?.name).toBe('messageEmpty')
  })
})
