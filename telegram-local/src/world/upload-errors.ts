/** A part or a whole upload that Telegram refuses; `name` of the error as clients see it, e.g. FILE_PART_SIZE_CHANGED. */
export class UploadRefused extends Error {
  readonly errorName: string
  constructor(errorName: string, detail: string) {
    super(`${errorName}: ${detail}`)
    this.name = 'UploadRefused'
    this.errorName = errorName
  }
}

/** FILE_PART_x_MISSING. */
export class PartMissing extends UploadRefused {
  readonly part: number
  constructor(part: number) {
    super(`FILE_PART_${part}_MISSING`, `part ${part} was never saved`)
    this.name = 'PartMissing'
    this.part = part
  }
}
