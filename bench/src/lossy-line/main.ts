// A process of its own: node bench/src/lossy-line/main.ts <name> <network> <loss percent> <one way ms>
// Whoever connects to the network's second address reaches the first one, this machine, over a bad line: real TCP, real losses.
// Prints a line when the line stands; ends with its parent, and the interface with it.
import { createLine, isIpv4, turnRound } from './line.ts'
import { openTun } from './open-tun.ts'

const MAX_PACKET = 2048
/** How exactly delays are kept, ms. */
const TICK_MS = 1

const [name = 'lossy0', network = '10.77.0.1/30', lossPercent = '3', delayMs = '50'] = process.argv.slice(2)
const device = await openTun(name, network)
const line = createLine({ lossPercent: Number(lossPercent), delayMs: Number(delayMs) }, Math.random)

setInterval(() => {
  for (const packet of line.arrived(performance.now())) {
    // A packet that the kernel does not take is one more that was lost.
    device.write(packet).catch(() => {})
  }
}, TICK_MS)
const parent = process.ppid
setInterval(() => {
  if (process.ppid !== parent) process.exit(0)
}, 1000)
console.log('the line stands')

for (;;) {
  const buffer = Buffer.allocUnsafe(MAX_PACKET)
  // oxlint-disable-next-line no-await-in-loop -- packets come one after the other
  const { bytesRead } = await device.read(buffer, 0, MAX_PACKET)
  const packet = buffer.subarray(0, bytesRead)
  if (!isIpv4(packet)) continue
  turnRound(packet)
  line.send(packet, performance.now())
}
