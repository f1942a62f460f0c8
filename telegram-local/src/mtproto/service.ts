// What the wire hands to a service, and what it takes back. Services know nothing of connections or encryption.

/**
 * A TL value with its constructor's name, fields named as in Telegram's schema (snake_case).
 * int: number · long: bigint · double: number · string: string · bytes, int128, int256: Buffer · Bool, true: boolean ·
 * vector: array · absent flag: undefined. When written, fields that the layer does not know are left out, and required ones
 * that are missing get the type's zero (0, "", empty vector, false).
 */
export type TlObject = { _: string; [field: string]: unknown }

/** Who asks. One object for each authorisation key and data centre, alive as long as the process; services may change it. */
export type Caller = {
  readonly dcId: number
  /** Hex of the 64-bit id; names the owner of uploads. */
  readonly authKeyId: string
  /** Of invokeWithLayer; kept with the key. */
  layer: number
  /** Of initConnection. */
  apiId: number | undefined
  /** Who signed in with this key; undefined before. Setting it keeps it on disk. */
  userId: number | undefined
}

/** One method of the API. Throws RpcError for every answer that is an rpc_error. */
export type Method = (request: TlObject, caller: Caller) => unknown

/** By full TL name, e.g. "upload.getFile". A name that is missing answers as Telegram answers an unknown method. */
export type Services = Readonly<Record<string, Method>>

/** An rpc_error: https://core.telegram.org/api/errors */
export class RpcError extends Error {
  readonly code: number
  constructor(code: number, message: string) {
    super(message)
    this.name = 'RpcError'
    this.code = code
  }
}
