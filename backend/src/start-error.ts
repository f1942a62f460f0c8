/** A reason not to start that a person can mend. `message` is one sentence for the terminal, free of secrets. */
export class StartError extends Error {
  constructor(message: string, options?: { cause?: unknown }) {
    super(message, options)
    this.name = 'StartError'
  }
}
