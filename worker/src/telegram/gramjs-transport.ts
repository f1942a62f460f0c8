// GramJS's connection over our socket and address, framed as MTProto's "intermediate" transport: a length and the packet,
// no checksum to compute over each chunk. https://core.telegram.org/mtproto/mtproto-transports#intermediate
import { Logger, LogLevel } from 'telegram/extensions/Logger.js'
import { Connection } from 'telegram/network/connection/Connection.js'
import { ExactSocket } from './exact-socket.ts'

const MAX_PACKET_BYTES = 16 * 1024 * 1024

/** GramJS writes to the console unless it is told not to. */
export const silentLogger = new Logger(LogLevel.NONE)

class IntermediateCodec {
  readonly tag = Buffer.from('eeeeeeee', 'hex')

  encodePacket(packet: Buffer): Buffer {
    const length = Buffer.alloc(4)
    length.writeUInt32LE(packet.length)
    return Buffer.concat([length, packet])
  }

  async readPacket(socket: ExactSocket): Promise<Buffer> {
    const length = (await socket.readExactly(4)).readUInt32LE()
    if (length === 0 || length > MAX_PACKET_BYTES) throw new Error(`a packet of ${length} bytes`)
    return socket.readExactly(length)
  }
}

export type DcAddress = { id: number; host: string; port: number }

export class Transport extends Connection {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- GramJS types this as its own classes; what it calls is the same
  override PacketCodecClass = IntermediateCodec as unknown as NonNullable<Connection['PacketCodecClass']>
  readonly exactSocket: ExactSocket

  constructor({ id, host, port }: DcAddress) {
    const socket = new ExactSocket()
    super({
      ip: host,
      port,
      dcId: id,
      loggers: silentLogger,
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- as above
      socket: function give() {
        return socket
      } as unknown as ConstructorParameters<typeof Connection>[0]['socket'],
      testServers: false,
    })
    this.exactSocket = socket
  }
}
