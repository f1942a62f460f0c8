let thread: Worker | undefined

/** Sees that somebody loads what is to be kept: this tab, unless another one does. Called again, it does nothing. */
export function startLoading(): void {
  // A thread that has nothing left to do ends itself, and is not told of what comes later.
  thread?.terminate()
  thread = new Worker(new URL('load-thread.ts', import.meta.url), { type: 'module' })
}
