import type { Album } from '@gramreel/contracts/albums'
import { useQuery } from '@tanstack/react-query'
import { use, useState } from 'react'
import { Button, ButtonLink } from '../../shared/button.tsx'
import { BrokenDrawing, NothingDrawing } from '../../shared/drawings.tsx'
import { formatCount } from '../../shared/format.ts'
import { GoContext, useGo } from '../../shared/go.ts'
import { AlbumIcon, BackIcon, PlusIcon } from '../../shared/icons.tsx'
import { libraryNames } from '../../shared/library-names.ts'
import { libraryTexts } from '../../shared/library-texts.ts'
import { Notice } from '../../shared/notice.tsx'
import { sessionQuery } from '../../shared/session.ts'
import { failureText, texts as shared } from '../../shared/texts.ts'
import { usePageTitle } from '../../shared/use-page-title.ts'
import { AlbumTitleDialog } from './album-title-dialog.tsx'
import { albumsQuery } from './albums-query.ts'
import styles from './albums-page.module.css'
import { AlbumsDrawing } from './library-drawings.tsx'
import { codeOf } from './use-library-actions.ts'

const texts = libraryTexts.album

/** From so many on, they are searched. */
const MANY = 9

/** All albums of the gallery, the one changed last first. */
// oxlint-disable-next-line import/no-default-export -- React.lazy takes default exports
export default function AlbumsPage() {
  const go = useGo()
  const leadTo = use(GoContext)
  const { data: account } = useQuery(sessionQuery)
  const albums = useQuery({ ...albumsQuery, refetchOnMount: 'always' })
  const [isNaming, setNaming] = useState(false)
  const [typed, setTyped] = useState('')
  const mayChange = account !== undefined && account !== null && account.role !== 'viewer'
  usePageTitle(libraryNames.albums)
  const all = albums.data ?? []
  const wanted = typed.trim().toLocaleLowerCase()
  const shown = all.filter(({ title }) => title.toLocaleLowerCase().includes(wanted))
  return (
    <>
      <header className={styles['bar']}>
        <ButtonLink look="round" aria-label={libraryTexts.empty.toGallery} {...go('/')}>
          <BackIcon />
        </ButtonLink>
        <h1>{libraryNames.albums}</h1>
        {mayChange && all.length > 0 && (
          <Button onClick={() => setNaming(true)}>
            <PlusIcon size={20} />
            {texts.newOne}
          </Button>
        )}
      </header>
      <main className={styles['main']} aria-label={libraryNames.albums}>
        {albums.isError && albums.data === undefined && (
          <Notice
            urgent
            drawing={<BrokenDrawing />}
            title={libraryTexts.albumDialog.failed}
            text={failureText(codeOf(albums.error))}
          >
            <Button look="main" onClick={() => void albums.refetch()}>
              {shared.retry}
            </Button>
          </Notice>
        )}
        {albums.isSuccess && all.length === 0 && (
          <Notice
            drawing={<AlbumsDrawing />}
            title={libraryTexts.empty.albumsTitle}
            text={libraryTexts.empty.albumsText}
          >
            {mayChange && (
              <Button look="main" onClick={() => setNaming(true)}>
                {texts.newOne}
              </Button>
            )}
          </Notice>
        )}
        {all.length >= MANY && (
          <input
            className={styles['find']}
            type="search"
            dir="auto"
            aria-label={texts.find}
            placeholder={texts.find}
            value={typed}
            onChange={({ currentTarget }) => setTyped(currentTarget.value)}
          />
        )}
        {all.length > 0 && shown.length === 0 && (
          <Notice drawing={<NothingDrawing />} title={texts.noneFound} />
        )}
        <ul className={styles['albums']}>
          {shown.map((album) => (
            <li key={album.id}>
              <Card album={album} link={go(`/?album=${album.id}`)} />
            </li>
          ))}
        </ul>
      </main>
      {isNaming && (
        <AlbumTitleDialog onDone={({ id }) => leadTo(`/?album=${id}`)} onClose={() => setNaming(false)} />
      )}
    </>
  )
}

function Card({
  album: { title, count, cover },
  link,
}: {
  album: Album
  link: ReturnType<ReturnType<typeof useGo>>
}) {
  return (
    <a className={styles['card']} {...link}>
      <span className={styles['cover']}>
        {cover === null ? (
          <AlbumIcon size={40} />
        ) : (
          <img src={cover} alt="" loading="lazy" decoding="async" />
        )}
      </span>
      <span className={styles['title']} dir="auto">
        {title}
      </span>
      <span className={styles['count']}>{shared.gallery.count(count, formatCount(count))}</span>
    </a>
  )
}
