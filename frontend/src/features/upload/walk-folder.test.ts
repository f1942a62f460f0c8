import {
  array,
  assert,
  asyncProperty,
  boolean,
  constant,
  constantFrom,
  integer,
  letrec,
  oneof,
  record,
  string,
} from 'fast-check'
import { expect, test } from 'vitest'
import { isLeftOut, isPathLeftOut, walk, type Entry } from './walk-folder.ts'

type Tree = { name: string; isBroken: boolean; children: Tree[] | null }

const NAMES = ['a.jpg', 'b.mp4', '.DS_Store', 'Thumbs.db', 'desktop.ini', '.git', 'Holidays', '__MACOSX']

const { tree } = letrec<{ tree: Tree; children: Tree[] | null }>((tie) => ({
  tree: record({ name: constantFrom(...NAMES), isBroken: boolean(), children: tie('children') }),
  children: oneof({ maxDepth: 3 }, constant(null), array(tie('tree'), { maxLength: 4 })),
}))

const entryOf = ({ name, isBroken, children }: Tree, path: string): Entry<string> => {
  const here = `${path}/${name}`
  if (children === null) {
    return {
      kind: 'file',
      name,
      open: async () => {
        if (isBroken) throw new Error('it cannot be read')
        return here
      },
    }
  }
  return {
    kind: 'folder',
    name,
    list: async function* () {
      for (const [at, child] of children.entries()) yield entryOf(child, `${here}#${at}`)
      if (isBroken) throw new Error('the rest of it cannot be read')
    },
  }
}

/** The same, said recursively: depth first instead of a queue. */
function expected(
  { name, isBroken, children }: Tree,
  path: string,
  isRoot: boolean,
): { files: string[]; broken: number } {
  if (!isRoot && isLeftOut(name)) return { files: [], broken: 0 }
  const here = `${path}/${name}`
  if (children === null) return isBroken ? { files: [], broken: 1 } : { files: [here], broken: 0 }
  const inside = children.map((child, at) => expected(child, `${here}#${at}`, false))
  return {
    files: inside.flatMap(({ files }) => files),
    broken: inside.reduce((sum, { broken }) => sum + broken, isBroken ? 1 : 0),
  }
}

test('every file that is nobody’s leaving is found once, whatever cannot be read, in full batches', async () => {
  await assert(
    asyncProperty(array(tree, { maxLength: 4 }), integer({ min: 1, max: 5 }), async (roots, size) => {
      const found: string[] = []
      let unreadable = 0
      let lastLength = size
      for await (const batch of walk(
        roots.map((root, at) => entryOf(root, `${at}`)),
        size,
      )) {
        expect(lastLength).toBe(size)
        expect(batch.files.length + batch.unreadable).toBeGreaterThan(0)
        found.push(...batch.files)
        unreadable += batch.unreadable
        lastLength = batch.files.length
      }
      const all = roots.map((root, at) => expected(root, `${at}`, true))
      expect(found.toSorted()).toEqual(all.flatMap(({ files }) => files).toSorted())
      expect(unreadable).toBe(all.reduce((sum, { broken }) => sum + broken, 0))
    }),
  )
})

test('a path is left out when any part of it is hidden or the system’s, and no other', async () => {
  expect(isPathLeftOut('Holidays/.git/config')).toBe(true)
  expect(isPathLeftOut('Holidays/THUMBS.DB')).toBe(true)
  expect(isPathLeftOut('Holidays/Rome v1.2/a.jpg')).toBe(false)
  await assert(
    asyncProperty(string({ minLength: 1 }), async (name) => {
      expect(isLeftOut(`x${name.replaceAll('/', '')}`)).toBe(false)
    }),
  )
})
