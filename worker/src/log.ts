// One line of JSON per record. Nothing that looks like a token leaves this file.

export type LogLevel = 'debug' | 'info' | 'warn' | 'error'
export type Log = (level: LogLevel, message: string, detail?: object) => void

const BOT_TOKEN = /\b\d{5,12}:[A-Za-z0-9_-]{20,}\b/g
const JWT = /\beyJ[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]*/g
const QUERY_TOKEN = /([?&]token=)[^&\s"\\]+/g

export function redact(text: string): string {
  return text.replace(BOT_TOKEN, '***').replace(JWT, '***').replace(QUERY_TOKEN, '$1***')
}

export function jsonLog(write: (line: string) => void): Log {
  return (level, message, detail = {}) => {
    write(`${redact(JSON.stringify({ level, time: new Date().toISOString(), msg: message, ...detail }))}\n`)
  }
}
