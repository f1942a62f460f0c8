// The share's page is the gallery's one page with a title and a picture put in, for chats that show a preview of a link. They
// run no script and carry no cookie. Pure.

export type Preview = {
  title: string
  description: string
  /** Absolute. */
  image: string | undefined
}

const ENTITIES: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

/** Text inside an element or a quoted attribute (WHATWG HTML, 13.1.2). */
export const escapeHtml = (text: string): string => text.replace(/[&<>"']/g, (sign) => ENTITIES[sign] ?? '')

const meta = (kind: 'name' | 'property', name: string, content: string): string =>
  `<meta ${kind}="${name}" content="${escapeHtml(content)}" />`

const previewTags = ({ title, description, image }: Preview): string[] => [
  meta('property', 'og:type', 'website'),
  meta('property', 'og:site_name', 'Gramreel'),
  meta('property', 'og:title', title),
  meta('property', 'og:description', description),
  ...(image === undefined ? [] : [meta('property', 'og:image', image)]),
  meta('name', 'twitter:card', image === undefined ? 'summary' : 'summary_large_image'),
]

/** `index` is the built page. Without a preview nothing is told but that there may be a share. */
export const writeSharePage = (index: string, preview: Preview | undefined): string => {
  const tags = [meta('name', 'robots', 'noindex'), ...(preview === undefined ? [] : previewTags(preview))]
  // Functions, for `$` means something in a replacement text.
  return index
    .replace(/<title>[^<]*<\/title>/, (title) =>
      preview === undefined ? title : `<title>${escapeHtml(preview.title)}</title>`,
    )
    .replace(/<meta name="description"[^>]*>/, '')
    .replace('</head>', () => `${tags.join('\n    ')}\n  </head>`)
}
