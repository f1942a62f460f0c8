// Imported first, before anything allocates: tells V8 to prefer a small heap, since loading GramJS makes it grow the space for
// young objects for good. Flags on the command line would do the same, but then every way to start the worker would have to know
// them. https://nodejs.org/api/v8.html#v8setflagsfromstringflags
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

setFlagsFromString('--optimize-for-size')
setFlagsFromString('--semi-space-growth-factor=1')

type Collect = (options?: { type: 'major'; execution: 'sync'; flavor: 'last-resort' }) => void

setFlagsFromString('--expose-gc')
// oxlint-disable-next-line typescript/no-unsafe-type-assertion -- what V8 gives under this name
const collect = runInNewContext('gc') as Collect

/**
 * Gives back what start and sign-in have left: code that ran once, the arithmetic of the key exchange. Measured: 145 MiB resident
 * before, 110 after. Takes some 50 ms of a core, so it is for a quiet moment.
 */
export function shrinkHeap(): void {
  collect({ type: 'major', execution: 'sync', flavor: 'last-resort' })
}
