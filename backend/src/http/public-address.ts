// Which addresses a stranger may send us to. Pure: text of an IP address -> whether we connect to it (S21, S22).
import ipaddr from 'ipaddr.js'

/** IPv6 that is routed on the internet; whatever else there is or will be is not (RFC 4291, section 2.4). */
const GLOBAL_UNICAST = ipaddr.IPv6.parseCIDR('2000::/3')

/** What the operator may open by a setting: his own machine and networks, VPNs of 100.64/10 among them. */
const PRIVATE_RANGES = new Set(['private', 'loopback', 'uniqueLocal', 'carrierGradeNat'])

/**
 * `public`: on the internet. `private`: this machine or a network of one's own. `never`: nobody's worker is there, such as
 * a cloud's metadata address, multicast, or an address within which another hides (v4-mapped, NAT64, 6to4, Teredo).
 */
export const reachOf = (address: string): 'public' | 'private' | 'never' => {
  if (!ipaddr.isValid(address)) return 'never'
  const parsed = ipaddr.parse(address)
  const range = parsed.range()
  if (PRIVATE_RANGES.has(range)) return 'private'
  if (range !== 'unicast') return 'never'
  const isGlobal = parsed.kind() === 'ipv4' || parsed.match(GLOBAL_UNICAST)
  return isGlobal ? 'public' : 'never'
}
