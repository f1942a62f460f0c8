// Ways from a page into VLC. Pure. A phone's VLC can be called by an address; on a desk nothing is registered for one (tried by
// many, see stefansundin/vlc-protocol), so there it gets a play list of one line, which opens with it.

export type WayToVlc = { kind: 'address'; href: string } | { kind: 'playlist'; text: string; name: string }

/** `link`: an https or http address. `agent`: navigator.userAgent; an iPad says that it is a Mac with fingers. */
export function wayToVlc(link: string, name: string, agent: string, hasTouch: boolean): WayToVlc {
  const { protocol, host, pathname, search } = new URL(link)
  if (/Android/.test(agent)) {
    const scheme = protocol.slice(0, -1)
    const intent = `Intent;package=org.videolan.vlc;type=video/*;scheme=${scheme};end`
    return { kind: 'address', href: `intent://${host}${pathname}${search}#${intent}` }
  }
  if (/iPhone|iPad|iPod/.test(agent) || (/Macintosh/.test(agent) && hasTouch))
    return { kind: 'address', href: `vlc-x-callback://x-callback-url/stream?url=${encodeURIComponent(link)}` }
  // One line each: a name with a line break would make two of one.
  const title = name.replaceAll(/\s+/g, ' ')
  return { kind: 'playlist', text: `#EXTM3U\n#EXTINF:-1,${title}\n${link}\n`, name: `${title}.m3u` }
}
