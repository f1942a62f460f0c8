// msg_container: several messages in one. https://core.telegram.org/mtproto/service_messages#containers

export type Inner = { messageId: bigint; seqno: number; body: Buffer }

export const CONTAINER = 0x73f1f8dc
const MAX_MESSAGES = 1024
const HEAD = 16

/** The messages inside, or undefined when the container breaks a rule: it holds another one, or a message younger than itself. */
export function openContainer(body: Buffer, containerId: bigint): Inner[] | undefined {
  if (body.length < 8) return undefined
  const count = body.readUInt32LE(4)
  if (count > MAX_MESSAGES) return undefined
  const messages: Inner[] = []
  let offset = 8
  for (let i = 0; i < count; i++) {
    if (offset + HEAD > body.length) return undefined
    const length = body.readUInt32LE(offset + 12)
    const end = offset + HEAD + length
    if (length < 4 || length % 4 !== 0 || end > body.length) return undefined
    const message = {
      messageId: body.readBigInt64LE(offset),
      seqno: body.readInt32LE(offset + 8),
      body: body.subarray(offset + HEAD, end),
    }
    if (message.messageId >= containerId || message.body.readUInt32LE(0) === CONTAINER) return undefined
    messages.push(message)
    offset = end
  }
  return offset === body.length ? messages : undefined
}
