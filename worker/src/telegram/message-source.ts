// The port for reading what stands in a channel; the adapter is gramjs-message-source.ts.
import type { ToldMessages } from '@gramreel/contracts/messages'

export interface MessageSource {
  /**
   * What stands in `count` messages (at most 100) from number `first` on; numbers without a message are left out. Goes after
   * all that viewers wait for. Rejects with a PublicError: no_access, telegram_failed, telegram_timeout, telegram_wait,
   * starting; with the signal's reason when aborted.
   */
  messages(range: { chat: string; first: number; count: number }, signal: AbortSignal): Promise<ToldMessages>
}
