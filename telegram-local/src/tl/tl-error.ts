/** Bytes that are no value of the schema, or a value that cannot be written. `constructorId`: an unknown number among the bytes. */
export class TlError extends Error {
  readonly constructorId: number | undefined
  constructor(message: string, constructorId?: number) {
    super(message)
    this.name = 'TlError'
    this.constructorId = constructorId
  }
}
