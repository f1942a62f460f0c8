// S35: no request sets what it was not asked for. Over the schema of every route.
import { expect, test } from 'vitest'
import { startBackend } from '../testing/start-backend.ts'
import { CHANGES, keyOf, routesOf } from './routes.ts'

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null

/** Where a schema lets members through that it does not name. */
const openPlaces = (schema: unknown, place: string): string[] => {
  if (!isObject(schema)) return []
  const inside = Object.entries(schema).flatMap(([name, value]) => {
    if (name === 'properties' && isObject(value))
      return Object.entries(value).flatMap(([member, each]) => openPlaces(each, `${place}.${member}`))
    if (['items', 'anyOf', 'oneOf', 'allOf', 'not', 'prefixItems'].includes(name))
      return [value].flat().flatMap((each) => openPlaces(each, place))
    return []
  })
  const isOpen = schema['type'] === 'object' && schema['additionalProperties'] !== false
  const says = Object.keys(schema).some((name) =>
    ['type', 'anyOf', 'oneOf', 'const', 'enum', 'allOf', '$ref'].includes(name),
  )
  return [
    ...(isOpen ? [`${place} takes members nobody named`] : []),
    ...(says ? [] : [`${place} takes anything`]),
    ...inside,
  ]
}

/** Telegram's updates: known to be its own, and only what we know in them is read. */
const THEIRS = new Set(['POST /api/webhooks/:id body takes members nobody named'])

test('S35: bodies and queries are what their schemas name, and no more', async () => {
  const backend = await startBackend()
  const open = routesOf(backend).flatMap((route) => {
    const { body, querystring, params } = route.schema ?? {}
    const unnamed = /[:*]/.test(route.url) && route.url.startsWith('/api/') && params === undefined
    return [
      ...openPlaces(body, `${keyOf(route)} body`),
      ...openPlaces(querystring, `${keyOf(route)} query`),
      ...(unnamed ? [`${keyOf(route)} has parameters without a schema`] : []),
      ...(route.method === 'PUT' ||
      route.method === 'PATCH' ||
      CHANGES.has(route.method) ||
      body === undefined
        ? []
        : [`${keyOf(route)} reads a body`]),
    ]
  })
  expect(open.filter((place) => !THEIRS.has(place))).toEqual([])
})
