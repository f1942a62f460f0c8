// A worker that came after this page was loaded is not in the page's Content-Security-Policy, so the browser loads nothing from
// it. Loading the page anew brings the policy of now; where it was is in its address.

const KEY = 'gramreel-policy-reload'

/** What workers serve. */
const DIRECTIVES = new Set(['media-src', 'img-src', 'connect-src'])

const originOf = (url: string): string | undefined =>
  /^https?:/.test(url) && URL.canParse(url) ? new URL(url).origin : undefined

/** Once for each origin: a policy that still leaves it out is not helped by more. */
export function followPolicy(page: Document, storage: Storage, reload: () => void): void {
  page.addEventListener('securitypolicyviolation', ({ effectiveDirective, blockedURI, disposition }) => {
    const origin = originOf(blockedURI)
    if (origin === undefined || disposition !== 'enforce' || !DIRECTIVES.has(effectiveDirective)) return
    const tried = (storage.getItem(KEY) ?? '').split(' ')
    if (tried.includes(origin)) return
    storage.setItem(KEY, [...tried, origin].join(' ').trim())
    reload()
  })
}
