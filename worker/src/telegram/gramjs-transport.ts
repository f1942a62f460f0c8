// GramJS's connection over our socket and address, framed as MTProto's "intermediate" transport.
// https://core.telegram.org/mtproto/mtproto-transports#intermediate
import { Logger, LogLevel } from 'telegram/extensions/Logger.js'
import { Connection } from 'telegram/network/connection/Connection.js'
import { PacketSocket } from './packet-socket.ts'

/** GramJS writes to the console unless it is told not to. */
export const silentLogger = new Logger(LogLevel.NONE)

class IntermediateCodec {
  readonly tag = Buffer.from('eeeeeeee', 'hex')

  encodePacket(packet: Buffer): Buffer {
    const length = Buffer.alloc(4)
    length.writeUInt32LE(packet.length)
    return Buffer.concat([length, packet])
  }
}

export type DcAddress = { id: number; host: string; port: number }

export class Transport extends Connection {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- GramJS types this as its own classes; what it calls is the same
  override PacketCodecClass = IntermediateCodec as unknown as NonNullable<Connection['PacketCodecClass']>
  readonly packets: PacketSocket

  constructor({ id, host, port }: DcAddress) {
    const socket = new PacketSocket()
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
    this.packets = socket
  }

  /** The socket gives whole packets, when somebody asks for one. */
  override async _recvLoop(): Promise<void> {}

  override recv(): Promise<Buffer> {
    return this.packets.nextPacket()
  }
}
