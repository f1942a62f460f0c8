// Secrets travel in URLs here: Telegram puts the bot token into the path, players put the link token into the query.
// Any library that mentions a URL in an error would print them. So nothing is trusted to leave them out:
// every log line passes through this one place.

const PATTERNS: [RegExp, string][] = [
  // Bot tokens, "<id>:<secret>", percent-encoded or not (https://core.telegram.org/bots/api#authorizing-your-bot).
  [/\d{3,20}(?::|%3[Aa])[A-Za-z0-9_-]{16,}/g, '***'],
  // JSON Web Tokens: header, payload and signature, each base64url of JSON beginning with {".
  [/eyJ[A-Za-z0-9_-]*\.eyJ[A-Za-z0-9_-]*\.[A-Za-z0-9_-]*/g, '***'],
  [/([?&#](?:token|code)=)[^&#\s"\\]+/g, '$1***'],
  [/((?:__Host-|__Secure-)?gramreel_(?:session|browser|pass)=)[^;\s"\\]+/g, '$1***'],
  // A share's slug opens it.
  [/(\/(?:s|api\/shares)\/)[^/?#\s"\\]+/g, '$1***'],
  // The password of DATABASE_URL.
  [/(postgres(?:ql)?:\/\/[^\s:@/"\\]*:)[^\s@"\\]+@/g, '$1***@'],
]

/** The text with every token, code and session in it replaced by `***`. */
export const redact = (text: string): string =>
  PATTERNS.reduce((result, [pattern, replacement]) => result.replace(pattern, replacement), text)
