/** Signals that end what streams; after that, the same addresses get a new one. */
export function createWithdrawals() {
  const running = new Map<string, AbortController>()
  return {
    signalOf(address: string): AbortSignal {
      const controller = running.get(address) ?? new AbortController()
      running.set(address, controller)
      return controller.signal
    },
    /** Everything whose address begins so. */
    withdraw(prefix: string): void {
      for (const [address, controller] of running) {
        if (!address.startsWith(prefix)) continue
        running.delete(address)
        controller.abort(new Error('access was withdrawn'))
      }
    },
  }
}
