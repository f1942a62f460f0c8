// What went over the Bot API's sockets, in the words of the wire's own stats.
import type { Server } from 'node:http'
import type { Socket } from 'node:net'
import type { WireStats } from '../mtproto/data-centre.ts'

export type CallStats = { count(method: string): void; watch(server: Server): void; read(): WireStats }

export function createCallStats(): CallStats {
  const calls: Record<string, number> = {}
  const open = new Set<Socket>()
  const closed = { in: 0, out: 0 }
  let total = 0
  return {
    count(method) {
      calls[method] = (calls[method] ?? 0) + 1
    },
    watch(server) {
      server.on('connection', (socket) => {
        total += 1
        open.add(socket)
        socket.once('close', () => {
          open.delete(socket)
          closed.in += socket.bytesRead
          closed.out += socket.bytesWritten
        })
      })
    },
    read() {
      const bytes = { ...closed }
      for (const socket of open) {
        bytes.in += socket.bytesRead
        bytes.out += socket.bytesWritten
      }
      return { calls: { ...calls }, connections: { now: open.size, total }, bytes }
    },
  }
}
