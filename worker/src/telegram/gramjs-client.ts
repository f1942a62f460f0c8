// Signed in as the bot: a line to the home data centre, kept open, and one to each other that is asked for. Opens, signs in,
// and opens again after trouble, with pauses that grow; one of each at a time, for all who wait.
import { Api } from 'telegram/tl/api.js'
import { LAYER } from 'telegram/tl/AllTLObjects.js'
import { orAborted, pause, pauseAfter } from '../wait.ts'
import { GramjsLine, LineBroken, type Request, TelegramError } from './gramjs-line.ts'
import type { DcAddress } from './gramjs-transport.ts'
import { readRpcError, type RpcFailure } from './rpc-error.ts'
import type { SourceStatus } from './chunk-source.ts'
import type { Session, SessionStore } from './session-store.ts'

export type ClientOptions = {
  apiId: number
  apiHash: string
  botToken: string
  version: string
  /** Another Telegram's addresses, home first; undefined: the real one. */
  dcs: DcAddress[] | undefined
  sessions: SessionStore
  log: (level: 'info' | 'warn' | 'error', message: string, detail?: object) => void
  count: (name: 'connections' | 'signIns') => void
}

/** Telegram does not accept the bot token or the API id: nothing but new settings will help. */
export class Refused extends Error {
  constructor(text: string) {
    super(`Telegram refused the bot token or API id: ${text}`)
    this.name = 'Refused'
  }
}

// https://core.telegram.org/api/datacenter: where a client begins; help.getConfig then tells all.
const FIRST_DCS: DcAddress[] = [
  { id: 2, host: '149.154.167.51', port: 443 },
  { id: 1, host: '149.154.175.53', port: 443 },
  { id: 3, host: '149.154.175.100', port: 443 },
  { id: 4, host: '149.154.167.91', port: 443 },
  { id: 5, host: '91.108.56.130', port: 443 },
]

const BACK_OFF = { firstMs: 1000, maxMs: 60_000 }

/**
 * Viewers read on one connection; uploads go up on another, opened for the first of them. It has an authorisation key of its
 * own: Telegram ends a key that sends requests on two connections at once (AUTH_KEY_DUPLICATED).
 */
export type Lane = 'read' | 'up'

/** Under which a key is kept: that of the way up by the negative number of its data centre. */
const keyName = (dc: number, { lane }: { lane: Lane }): number => (lane === 'up' ? -dc : dc)

type Door = {
  lane: Lane
  line?: GramjsLine
  opening?: Promise<GramjsLine>
  failures: number
  notBefore: number
  signingIn?: Promise<void>
}

export class GramjsClient {
  readonly #options: ClientOptions
  readonly #addresses: Map<number, DcAddress>
  readonly #doors = new Map<string, Door>()
  #session: Session = { home: undefined, keys: new Map() }
  readonly #opened = Promise.withResolvers<void>()
  readonly #closing = new AbortController()
  #homeDc: number
  #status: SourceStatus = 'connecting'
  readonly #firstSignIn = Promise.withResolvers<void>()

  constructor(options: ClientOptions) {
    this.#options = options
    this.#addresses = new Map((options.dcs ?? FIRST_DCS).map((dc) => [dc.id, dc]))
    const [first] = this.#addresses.keys()
    this.#homeDc = first ?? 2
    this.#firstSignIn.promise.catch(() => {})
  }

  /** Begins to connect, and stays connected until close(). */
  start(): void {
    void this.#begin()
  }

  get homeDc(): number {
    return this.#homeDc
  }

  /** Whether there is an address to reach this data centre at. */
  knows(dc: number): boolean {
    return this.#addresses.has(dc)
  }

  get status(): SourceStatus {
    return this.#status
  }

  /** Resolves at the first sign-in; rejects with Refused when Telegram says no for good. */
  get firstSignIn(): Promise<void> {
    return this.#firstSignIn.promise
  }

  /** An open line, signed in. Waits as long as it takes; rejects for a DC we have no address of, and after close(). */
  async line(dc: number, lane: Lane = 'read'): Promise<GramjsLine> {
    for (;;) {
      if (this.#closing.signal.aborted) throw new Error('the Telegram client is closed')
      const door = this.#door(dc, lane)
      if (door.line && !door.line.isBroken) return door.line
      if (!this.#addresses.has(dc))
        throw new Error(`no address is known for data centre ${dc} (TELEGRAM_DCS)`)
      door.opening ??= this.#open(dc, door).finally(() => delete door.opening)
      try {
        return await door.opening
      } catch (error) {
        if (error instanceof Refused || this.#closing.signal.aborted) throw error
      }
    }
  }

  /** What a request's failure says of the line itself is mended before the next try. */
  async mend(dc: number, line: GramjsLine, error: unknown): Promise<void> {
    const failure = failureOf(error)
    if (failure?.kind === 'signed-out') await this.#signInAgain(dc, line).catch(() => {})
    if (failure?.kind === 'key-lost') this.#forgetKey(dc, line)
    if (failure?.kind === 'not-inited') this.#recycle(dc, line)
  }

  /** Signs in again on this DC's line, once for all who were told AUTH_KEY_UNREGISTERED. */
  async #signInAgain(dc: number, line: GramjsLine): Promise<void> {
    const door = this.#doorOf(dc, line)
    if (door.line !== line || line.isBroken) return
    this.#options.log('warn', 'Telegram forgot that we are signed in; signing in again', { dc })
    if (this.#isMain(dc, door)) this.#status = 'connecting'
    door.signingIn ??= this.#authorize(dc, line)
      .then(() => {
        if (door.line === line && this.#isMain(dc, door)) this.#status = 'connected'
        return undefined
      })
      .catch(async (error: unknown) => {
        try {
          // A login that Telegram refuses or makes wait is not asked for at once again with a new key.
          if (failureOf(error)) await this.#openFailed(dc, door, error)
        } finally {
          this.#forgetKey(dc, line)
        }
        throw error
      })
      .finally(() => delete door.signingIn)
    await door.signingIn
  }

  /** The key is of no use any more: the next line makes a new one. */
  #forgetKey(dc: number, line: GramjsLine): void {
    const door = this.#doorOf(dc, line)
    if (door.line !== undefined && door.line !== line) return
    this.#session.keys.delete(keyName(dc, door))
    this.#options.sessions.save(this.#session)
    this.#recycle(dc, line)
  }

  /** Closes the line, so that the next request opens another. */
  #recycle(dc: number, line: GramjsLine): void {
    const door = this.#doorOf(dc, line)
    line.close()
    if (door.line === line) delete door.line
    if (this.#isMain(dc, door)) void this.#stayHome()
  }

  close(): void {
    this.#closing.abort(new Error('the Telegram client is closed'))
    for (const { line } of this.#doors.values()) line?.close()
    this.#doors.clear()
  }

  #door(dc: number, lane: Lane): Door {
    const name = `${dc} ${lane}`
    let door = this.#doors.get(name)
    if (!door) this.#doors.set(name, (door = { lane, failures: 0, notBefore: 0 }))
    return door
  }

  /** The one this line is of. */
  #doorOf(dc: number, line: GramjsLine): Door {
    const up = this.#doors.get(`${dc} up`)
    return up?.line === line ? up : this.#door(dc, 'read')
  }

  /** Whether it is the connection that is kept open, and by which our state is told. */
  #isMain(dc: number, { lane }: Door): boolean {
    return dc === this.#homeDc && lane === 'read'
  }

  async #begin(): Promise<void> {
    this.#session = await this.#options.sessions.open(() => this.#sessionLost())
    const { home } = this.#session
    if (home !== undefined && this.#addresses.has(home)) this.#homeDc = home
    this.#opened.resolve()
    await this.#stayHome()
  }

  /** Another instance has our session by now: not one more request with its keys, and a new sign-in. */
  #sessionLost(): void {
    this.#options.log('warn', 'the saved session is another instance’s now; signing in anew')
    this.#session = { home: undefined, keys: new Map() }
    for (const door of this.#doors.values()) {
      door.line?.close()
      delete door.line
    }
    void this.#stayHome()
  }

  async #stayHome(): Promise<void> {
    this.#status = this.#status === 'refused' ? 'refused' : 'connecting'
    while (!this.#closing.signal.aborted) {
      try {
        await this.line(this.#homeDc)
        return
      } catch (error) {
        if (this.#closing.signal.aborted) return
        this.#options.log('error', 'not signed in to Telegram', { reason: String(error) })
      }
    }
  }

  async #open(dc: number, door: Door): Promise<GramjsLine> {
    const { log, count } = this.#options
    const address = this.#addresses.get(dc)
    if (!address) throw new Error(`no address is known for data centre ${dc}`)
    await orAborted(this.#opened.promise, this.#closing.signal)
    // The way up opens once it is known where home is.
    if (door.lane === 'up') await this.line(dc)
    await pause(Math.max(0, door.notBefore - performance.now()), this.#closing.signal)
    count('connections')
    let line: GramjsLine | undefined
    const session = this.#session
    try {
      const key = session.keys.get(keyName(dc, door))
      line = await GramjsLine.open(address, key, (error) => this.#lost(dc, door, error), door.lane === 'up')
      await this.#introduce(dc, line, key !== undefined)
      if (session !== this.#session) throw new Error('the session is another instance’s by now')
      line.hasProvenItself = false
    } catch (error) {
      line?.close()
      await this.#openFailed(dc, door, error)
      throw error
    }
    door.line = line
    this.#keep(keyName(dc, door), line)
    if (this.#isMain(dc, door)) {
      this.#status = 'connected'
      this.#firstSignIn.resolve()
    }
    log('info', 'connected to Telegram', { dc })
    return line
  }

  /**
   * initConnection around the first request, and a sign-in where the key is new: one round trip either way.
   * https://core.telegram.org/api/invoking
   */
  async #introduce(dc: number, line: GramjsLine, isKeyKnown: boolean): Promise<void> {
    if (dc !== this.#homeDc) {
      if (isKeyKnown) await this.#init(line, new Api.help.GetConfig())
      else await this.#authorize(dc, line)
      return
    }
    if (!isKeyKnown || !(await this.#isSignedIn(line))) await this.#authorize(dc, line)
    this.#learnAddresses(line)
  }

  async #authorize(dc: number, line: GramjsLine): Promise<void> {
    const { apiId, apiHash, botToken, count } = this.#options
    if (dc === this.#homeDc) {
      count('signIns')
      const request = { flags: 0, apiId, apiHash, botAuthToken: botToken }
      await this.#init(line, new Api.auth.ImportBotAuthorization(request))
      return
    }
    const home = await this.line(this.#homeDc)
    const { id, bytes } = await home.invoke(new Api.auth.ExportAuthorization({ dcId: dc }))
    await this.#init(line, new Api.auth.ImportAuthorization({ id, bytes }))
  }

  async #init<R>(line: GramjsLine, query: Request<R>): Promise<R> {
    const { apiId, version } = this.#options
    const init = new Api.InitConnection({
      apiId,
      deviceModel: 'Gramreel worker',
      systemVersion: `Node ${process.versions.node}`,
      appVersion: version,
      systemLangCode: 'en',
      langPack: '',
      langCode: 'en',
      query,
    })
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- a wrapper's answer is that of what it wraps
    return (await line.invoke(new Api.InvokeWithLayer({ layer: LAYER, query: init }))) as R
  }

  async #isSignedIn(line: GramjsLine): Promise<boolean> {
    try {
      await this.#init(line, new Api.users.GetUsers({ id: [new Api.InputUserSelf()] }))
      return true
    } catch (error) {
      if (failureOf(error)?.kind === 'signed-out') return false
      throw error
    }
  }

  #keep(name: number, line: GramjsLine): void {
    const isKnown = this.#session.keys.get(name)?.equals(line.key) && this.#session.home === this.#homeDc
    if (isKnown) return
    this.#session.keys.set(name, line.key)
    this.#session.home = this.#homeDc
    this.#options.sessions.save(this.#session)
  }

  /** The real Telegram tells its addresses; nobody waits for them. For another one we keep to those we were given. */
  #learnAddresses(line: GramjsLine): void {
    if (this.#options.dcs) return
    const learn = ({ dcOptions }: Api.Config) => {
      const seen = new Set<number>()
      for (const { id, ipAddress, port, ipv6, mediaOnly, cdn, tcpoOnly } of dcOptions) {
        if (ipv6 || mediaOnly || cdn || tcpoOnly || seen.has(id)) continue
        seen.add(id)
        this.#addresses.set(id, { id, host: ipAddress, port })
      }
    }
    line.invoke(new Api.help.GetConfig()).then(learn, () => {})
  }

  #lost(dc: number, door: Door, error: LineBroken): void {
    if (this.#closing.signal.aborted) return
    const wasProven = door.line?.hasProvenItself === true
    delete door.line
    // A connection that served us is opened again at once; one that breaks before it did, later and later.
    door.failures = wasProven ? 0 : door.failures + 1
    door.notBefore = performance.now() + (door.failures <= 1 ? 0 : pauseAfter(door.failures - 1, BACK_OFF))
    if (error.isKeyUnknown) this.#session.keys.delete(keyName(dc, door))
    this.#options.log('warn', 'the connection to Telegram broke', { dc, reason: error.message })
    if (this.#isMain(dc, door)) void this.#stayHome()
  }

  async #openFailed(dc: number, door: Door, error: unknown): Promise<void> {
    if (this.#closing.signal.aborted) return
    const failure = failureOf(error)
    const refusal = new Refused(error instanceof TelegramError ? error.text : String(error))
    door.failures++
    let pauseMs = pauseAfter(door.failures, BACK_OFF)
    if (failure?.kind === 'migrate' && dc === this.#homeDc && this.#addresses.has(failure.dc)) {
      this.#homeDc = failure.dc
      pauseMs = 0
    } else if (failure?.kind === 'wait') {
      this.#status = this.#isMain(dc, door) ? 'waiting' : this.#status
      pauseMs = failure.seconds * 1000
    } else if (failure?.kind === 'refused') {
      this.#status = 'refused'
      pauseMs = BACK_OFF.maxMs
      this.#firstSignIn.reject(refusal)
    } else if (failure?.kind === 'key-lost' || failure?.kind === 'signed-out' || isKeyUnknown(error)) {
      this.#session.keys.delete(keyName(dc, door))
      pauseMs = door.failures <= 1 ? 0 : pauseMs
    }
    door.notBefore = performance.now() + pauseMs
    this.#options.log('warn', 'no connection to Telegram; trying again', {
      dc,
      reason: error instanceof Error ? error.message : String(error),
      inSeconds: Math.round(pauseMs / 1000),
    })
    if (failure?.kind === 'refused') throw refusal
  }
}

/** What an error of Telegram means; undefined for any other error. */
export function failureOf(error: unknown): RpcFailure | undefined {
  return error instanceof TelegramError ? readRpcError({ code: error.code, message: error.text }) : undefined
}

function isKeyUnknown(error: unknown): boolean {
  return error instanceof LineBroken && error.isKeyUnknown
}
