// A request as it came, its wrappers taken off: https://core.telegram.org/api/invoking
import { TlReader } from '../../tl/decode.ts'
import type { Definition } from '../../tl/definition.ts'
import { bytesOf, intOf, longOf, longsOf } from '../../tl/fields.ts'
import type { Schema } from '../../tl/schema.ts'
import { TlError } from '../../tl/tl-error.ts'
import { unpack } from '../session/gzip.ts'

export type Unwrapped = {
  layer?: number
  apiId?: number
  /** Requests that have to be done first. */
  after: bigint[]
  /** Of the method proper; undefined for one that we do not know. */
  definition: Definition | undefined
  methodId: number
  /** Stands behind the method's number. */
  reader: TlReader
}

const MAX_WRAPPERS = 16

/** Throws TlError when a wrapper cannot be read. */
export function unwrap(body: Buffer, schema: Schema): Unwrapped {
  const found: Pick<Unwrapped, 'layer' | 'apiId' | 'after'> = { after: [] }
  let rest = body
  for (let depth = 0; depth < MAX_WRAPPERS; depth++) {
    const reader = new TlReader(unpack(rest, schema), schema)
    const methodId = reader.id()
    const definition = schema.byId(methodId)
    const isWrapper =
      definition?.isMethod === true && definition.fields.some(({ type }) => type.kind === 'query')
    if (!isWrapper) {
      return {
        ...found,
        definition: definition?.isMethod === true ? definition : undefined,
        methodId,
        reader,
      }
    }
    const wrapper = reader.fields(definition)
    if (definition.name === 'invokeWithLayer') found.layer = intOf(wrapper, 'layer')
    else if (definition.name === 'initConnection') found.apiId = intOf(wrapper, 'api_id')
    else if (definition.name === 'invokeAfterMsg') found.after.push(longOf(wrapper, 'msg_id'))
    else if (definition.name === 'invokeAfterMsgs') found.after.push(...longsOf(wrapper, 'msg_ids'))
    rest = bytesOf(wrapper, 'query')
  }
  throw new TlError('a request inside too many wrappers')
}
