// `npm test` on the system's Node, with nothing installed yet: set up what is missing, then hand over to the pinned Node.
import { requireNode } from './setup/node-version.js'

requireNode()
const { ensureInstalled } = await import('./setup/install.js')
const { ensureBuilt } = await import('./setup/build.js')
const { handOver } = await import('./setup/hand-over.js')

const node = ensureInstalled()
if (!process.argv.includes('--fast')) ensureBuilt(node)
handOver(node, 'scripts/test/main.ts')
