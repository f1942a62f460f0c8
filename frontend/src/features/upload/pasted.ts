import { entriesOf, type SourceEntry } from './dropped.ts'

const two = (value: number): string => String(value).padStart(2, '0')

/** Browsers call every picture that is pasted image.png: `Pasted 2026-11-28 15.04.05.png` can be found again. */
export function nameOfPasted({ name, type }: Pick<File, 'name' | 'type'>, at: Date): string {
  if (!/^image\.\w+$/.test(name) || !type.startsWith('image/')) return name
  const day = [at.getFullYear(), two(at.getMonth() + 1), two(at.getDate())].join('-')
  const time = [at.getHours(), at.getMinutes(), at.getSeconds()].map(two).join('.')
  return `Pasted ${day} ${time}.${name.slice('image.'.length)}`
}

/** Files that were pasted; undefined when it was something else, such as text. */
export function pastedEntries(carried: DataTransfer): AsyncIterable<SourceEntry> | undefined {
  if (carried.files.length === 0) return undefined
  const entries = entriesOf(carried)
  return (async function* () {
    for await (const entry of entries) yield entry.kind === 'file' ? renamed(entry) : entry
  })()
}

const renamed = (entry: Extract<SourceEntry, { kind: 'file' }>): SourceEntry => ({
  ...entry,
  open: async () => {
    const source = await entry.open()
    const { file } = source
    const name = nameOfPasted(file, new Date())
    return name === file.name ? source : { file: new File([file], name, { type: file.type }) }
  },
})
