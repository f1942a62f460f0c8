/**
 * The fingerprint of the file, computed in a thread of its own. Undefined where the browser has no SHA-256 (pages without https),
 * and for a file that cannot be read: then nothing is recognised, and it is just sent.
 */
export function recognise(file: File, signal: AbortSignal): Promise<string | undefined> {
  if (!isSecureContext) return Promise.resolve(undefined)
  return new Promise((resolve) => {
    const thread = new Worker(new URL('fingerprint-thread.ts', import.meta.url), { type: 'module' })
    const settle = (fingerprint: string | undefined) => {
      thread.terminate()
      resolve(fingerprint)
    }
    thread.addEventListener('message', ({ data }: MessageEvent<{ fingerprint?: string }>) =>
      settle(data.fingerprint),
    )
    thread.addEventListener('error', () => settle(undefined))
    signal.addEventListener('abort', () => settle(undefined), { once: true })
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread of ours has no origin to name
    thread.postMessage(file)
  })
}
