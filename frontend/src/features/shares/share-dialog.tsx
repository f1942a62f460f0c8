import type { Album } from '@gramreel/contracts/albums'
import type { FileItem } from '@gramreel/contracts/catalogue'
import type { NewShare, ShareChange } from '@gramreel/contracts/shares'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { Button } from '../../shared/button.tsx'
import { shareTexts } from '../../shared/share-texts.ts'
import { Dialog } from '../../shared/dialog.tsx'
import { ReadyLink } from './ready-link.tsx'
import { addressOf, makeShare } from './share-calls.ts'
import { ShareForm } from './share-form.tsx'
import { sharesQuery } from './shares-query.ts'
import styles from './share-dialog.module.css'

const texts = shareTexts.dialog

/** One item, a selection, or an album of people. */
type ShareDialogProps = { item?: FileItem; files?: readonly string[]; album?: Album; onClose: () => void }

/** Shares one item, or all that it was posted together with; a selection; or an album. Then shows the link. */
// oxlint-disable-next-line import/no-default-export -- React.lazy takes default exports
export default function ShareDialog({ item, files, album, onClose }: ShareDialogProps) {
  const client = useQueryClient()
  const [isAlbum, setAlbum] = useState(false)
  const making = useMutation({
    mutationFn: (wanted: NewShare) => makeShare(wanted),
    onSuccess: () => client.invalidateQueries({ queryKey: sharesQuery.queryKey }),
  })
  const whatOf = (): Pick<NewShare, 'files' | 'group' | 'album'> => {
    if (album !== undefined) return { album: album.id }
    if (files !== undefined) return { files: [...files] }
    if (item === undefined) return {}
    return isAlbum ? { group: item.id } : { files: [item.id] }
  }
  const submit = ({ password, ...rest }: ShareChange) => {
    making.mutate({ ...whatOf(), ...rest, ...(typeof password === 'string' && { password }) })
  }
  const made = making.data
  if (made !== undefined && made.slug !== null) {
    return (
      <Dialog title={texts.ready} text={texts.text} onClose={onClose}>
        <ReadyLink address={addressOf(made.slug)} title={made.title || (item?.name ?? texts.ready)} />
        <div className={styles['actions']}>
          <Button onClick={onClose}>{texts.done}</Button>
        </div>
      </Dialog>
    )
  }
  return (
    <Dialog title={texts.title} text={texts.text} onClose={onClose}>
      <ShareForm
        submit={texts.make}
        isPending={making.isPending}
        error={making.error}
        onSubmit={submit}
        onCancel={onClose}
      >
        {item?.group !== undefined && <WhatChoice isAlbum={isAlbum} onAlbum={setAlbum} />}
      </ShareForm>
    </Dialog>
  )
}

function WhatChoice({ isAlbum, onAlbum }: { isAlbum: boolean; onAlbum: (isAlbum: boolean) => void }) {
  return (
    <fieldset className={styles['group']}>
      <legend>{texts.what}</legend>
      {[false, true].map((album) => (
        <label key={String(album)} className={styles['choice']}>
          <input type="radio" name="what" checked={isAlbum === album} onChange={() => onAlbum(album)} />
          {album ? texts.album : texts.one}
        </label>
      ))}
      {isAlbum && <span className={styles['hint']}>{texts.albumHint}</span>}
    </fieldset>
  )
}
