import type { WireStats } from '../mtproto/data-centre.ts'

export type ControlStats = WireStats & {
  dcs: Record<string, WireStats>
  botApi: WireStats
  /** Authorisation keys that two clients used at once. */
  duplicates: number
}

/** Sums over all sockets of this Telegram, and the parts beside them. */
export function sumStats(
  dcs: Record<string, WireStats>,
  botApi: WireStats,
  duplicates: number,
): ControlStats {
  const sum: ControlStats = {
    calls: {},
    connections: { now: 0, total: 0 },
    bytes: { in: 0, out: 0 },
    dcs,
    botApi,
    duplicates,
  }
  for (const { calls, connections, bytes } of [...Object.values(dcs), botApi]) {
    for (const [name, count] of Object.entries(calls)) sum.calls[name] = (sum.calls[name] ?? 0) + count
    sum.connections.now += connections.now
    sum.connections.total += connections.total
    sum.bytes.in += bytes.in
    sum.bytes.out += bytes.out
  }
  return sum
}
