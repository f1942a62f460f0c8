// What GramJS takes on trust when it reads a message. Only Telegram can seal one, so these are faults, not forgeries; but one of them
// would stop or end the process for all viewers.
import { BinaryReader } from 'telegram/extensions/BinaryReader.js'

/** msg_container#73f1f8dc messages:vector<message>; each message: its id, seqno, length, then so many bytes. */
const CONTAINER = 0x73f1f8dc
const MESSAGE_HEAD = 16

/**
 * False for a container whose messages do not lie in it one after the other, or which holds another container. GramJS goes to
 * wherever a message's length leads, so a negative one makes it read the same message for ever.
 */
export function isSound(message: Buffer): boolean {
  if (!isContainer(message)) return true
  let at = 8
  for (let left = message.readInt32LE(4); left > 0; left--) {
    if (at + MESSAGE_HEAD > message.length) return false
    const length = message.readInt32LE(at + 12)
    const end = at + MESSAGE_HEAD + length
    if (length < 0 || end > message.length || isContainer(message.subarray(at + MESSAGE_HEAD))) return false
    at = end
  }
  return true
}

function isContainer(message: Buffer): boolean {
  return message.length >= 8 && message.readUInt32LE(0) === CONTAINER
}

/**
 * GramJS reads containers and answers as promises, and looks at them one after the other, or at none of them when a later one cannot
 * be read. One that fails meanwhile counts as a rejection that nobody handles, which ends the process. Whoever looks at it later
 * still sees it fail.
 */
export class MessageReader extends BinaryReader {
  override tgReadObject(): unknown {
    const object: unknown = super.tgReadObject()
    if (object instanceof Promise) object.catch(() => {})
    return object
  }
}
