import { useQuery } from '@tanstack/react-query'
import { useRef, type ReactNode } from 'react'
import type { FileItem } from '@gramreel/contracts/catalogue'
import type { Details } from '@gramreel/contracts/details'
import { Button } from '../../shared/button.tsx'
import { formatBytes, formatDuration, formatMegapixels, formatMoment } from '../../shared/format.ts'
import { CloseIcon, WarningIcon } from '../../shared/icons.tsx'
import { texts } from '../../shared/texts.ts'
import { viewerTexts as words } from '../../shared/viewer-texts.ts'
import { knownTrouble } from './known-trouble.ts'
import { linkedText } from './linked-text.ts'
import { describeProblem } from './problems.ts'
import { readDetails, useViewerSource } from './source.ts'
import { useSheetDrag } from './use-sheet-drag.ts'
import styles from './information.module.css'

const STALE_MS = 60_000

/** All that is known of an item: beside it on a desk, over its lower half on a phone. */
export function Information({ item, onClose }: { item: FileItem; onClose: () => void }) {
  const source = useViewerSource()
  const sheet = useRef<HTMLElement>(null)
  const head = useRef<HTMLDivElement>(null)
  useSheetDrag(sheet, head, onClose)
  const { data: details } = useQuery({
    queryKey: ['details', source.key, item.id] as const,
    queryFn: ({ signal }) => readDetails(source, item.id, signal),
    staleTime: STALE_MS,
    retry: false,
  })
  const trouble = knownTrouble(item)
  return (
    <aside ref={sheet} className={styles['sheet']} aria-label={words.information}>
      <div ref={head} className={styles['head']}>
        <h2>{words.information}</h2>
        <Button look="round" aria-label={texts.close} onClick={onClose}>
          <CloseIcon />
        </Button>
      </div>
      {trouble !== undefined && (
        <p className={styles['trouble']}>
          <WarningIcon size={20} />
          {describeProblem(trouble).text}
        </p>
      )}
      <dl className={styles['facts']}>
        <OwnFacts item={item} />
        {details !== undefined && <FoundFacts details={details} />}
      </dl>
    </aside>
  )
}

/** What stands in the catalogue. */
function OwnFacts({ item }: { item: FileItem }) {
  const { caption, takenAt, width = 0, height = 0, durationSeconds } = item
  return (
    <>
      {caption !== '' && (
        <Fact name={words.caption}>
          {linkedText(caption).map((part, n) =>
            typeof part === 'string' ? part : <Outward key={`${n} ${part.href}`} {...part} />,
          )}
        </Fact>
      )}
      <Fact name={words.fileName}>{item.name}</Fact>
      {takenAt !== undefined && <Fact name={words.taken}>{formatMoment(takenAt)}</Fact>}
      <Fact name={words.posted}>{formatMoment(item.postedAt)}</Fact>
      <Fact name={words.size}>{formatBytes(item.size)}</Fact>
      {width > 0 && height > 0 && (
        <Fact name={words.dimensions}>
          {`${width} × ${height}`}
          {!item.mime.startsWith('video/') && ` · ${formatMegapixels(width * height)}`}
        </Fact>
      )}
      {durationSeconds !== undefined && <Fact name={words.duration}>{formatDuration(durationSeconds)}</Fact>}
      <Fact name={words.type}>{item.mime}</Fact>
    </>
  )
}

/** What was found in the file and around it; a guest is told less. */
function FoundFacts({ details: { camera, place, albums = [] } }: { details: Details }) {
  return (
    <>
      {camera !== undefined && <Fact name={words.camera}>{camera}</Fact>}
      {place !== undefined && (
        <Fact name={words.place}>
          {place.channel}
          {place.url !== undefined && (
            <>
              <br />
              <Outward href={place.url} text={words.openInTelegram} />
            </>
          )}
        </Fact>
      )}
      {albums.length > 0 && (
        <Fact name={words.albums}>
          {albums.map(({ id, title }, n) => (
            <span key={id}>
              {n > 0 && ', '}
              <a href={`/?album=${encodeURIComponent(id)}`}>{title}</a>
            </span>
          ))}
        </Fact>
      )}
    </>
  )
}

/** Out of the gallery, which tells nobody where they came from. */
function Outward({ href, text }: { href: string; text: string }) {
  return (
    <a href={href} target="_blank" rel="noopener noreferrer">
      {text}
    </a>
  )
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd dir="auto">{children}</dd>
    </div>
  )
}
