// mtcute's network layer over a TCP socket of Node: its own ready-made one comes with a native SQLite that we do not need.
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { ConnectionClosedError } from '@fuman/net'
import { IntermediatePacketCodec, type ITelegramConnection, type TelegramTransport } from '@mtcute/core'

/** Reads and writes as `IConnection` of @fuman/net asks: `write` settles when the bytes are taken. */
function overSocket(socket: Socket): ITelegramConnection {
  let waiting: Uint8Array | undefined
  let ended = false
  let failure: Error | undefined
  let wake: (() => void) | undefined
  socket.on('end', () => (ended = true))
  socket.on('close', () => {
    ended = true
    wake?.()
  })
  socket.on('error', (error) => {
    failure = error
    wake?.()
  })
  socket.on('readable', () => wake?.())
  return {
    localAddress: null,
    remoteAddress: null,
    async read(into) {
      for (;;) {
        waiting ??= (socket.read() as Buffer | null) ?? undefined
        if (waiting) {
          const taken = waiting.subarray(0, into.length)
          into.set(taken)
          waiting = taken.length < waiting.length ? waiting.subarray(taken.length) : undefined
          return taken.length
        }
        if (failure) throw failure
        // mtcute reads for ever and takes only this error for the end.
        if (ended) throw new ConnectionClosedError()
        await new Promise<void>((done) => (wake = done))
      }
    },
    async write(bytes) {
      // The caller reuses its buffer once we settle.
      if (!socket.write(Buffer.from(bytes)))
        await Promise.race([once(socket, 'drain'), once(socket, 'close')])
    },
    close() {
      socket.destroy()
    },
  }
}

/** Intermediate transport to the address of the data centre. */
export const nodeTransport: TelegramTransport = {
  async connect({ ipAddress, port }) {
    const socket = connect({ host: ipAddress, port, noDelay: true })
    await once(socket, 'connect')
    return overSocket(socket)
  },
  packetCodec: () => new IntermediatePacketCodec(),
}
