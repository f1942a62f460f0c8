// What a line does to packets: each is lost with some probability, the others arrive later, in their order. Pure.

export type Line = {
  /** Of a hundred packets, in each direction. */
  lossPercent: number
  /** One way; the round trip takes twice as long. */
  delayMs: number
}

const SOURCE = 12
const DESTINATION = 16
const ADDRESS_BYTES = 4

/**
 * Sends a packet of IPv4 back as one from where it went to: whoever asks the far address reaches the near one. The checksums
 * are sums, which do not know the order.
 */
export function turnRound(packet: Buffer): void {
  const source = Buffer.from(packet.subarray(SOURCE, SOURCE + ADDRESS_BYTES))
  packet.copyWithin(SOURCE, DESTINATION, DESTINATION + ADDRESS_BYTES)
  source.copy(packet, DESTINATION)
}

export const isIpv4 = (packet: Buffer): boolean => packet.length >= 20 && (packet[0] ?? 0) >> 4 === 4

/** Packets on their way. Time in ms, of any clock that goes on. */
export function createLine({ lossPercent, delayMs }: Line, random: () => number) {
  const underway: { packet: Buffer; due: number }[] = []
  return {
    send(packet: Buffer, now: number): void {
      if (random() * 100 >= lossPercent) underway.push({ packet, due: now + delayMs })
    },
    /** Those that have arrived by now. */
    arrived(now: number): Buffer[] {
      const waiting = underway.findIndex(({ due }) => due > now)
      return underway.splice(0, waiting < 0 ? underway.length : waiting).map(({ packet }) => packet)
    },
  }
}
