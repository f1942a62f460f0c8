import type { Share, ShareChange } from '@gramreel/contracts/shares'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { ApiError } from '../../shared/api.ts'
import { Button, ButtonLink } from '../../shared/button.tsx'
import { FormFailure } from '../../shared/form.tsx'
import { shareTexts } from '../../shared/share-texts.ts'
import { failureText } from '../../shared/texts.ts'
import { Dialog } from '../../shared/dialog.tsx'
import { CopyButton } from './ready-link.tsx'
import { addressOf, changeShare, endShare } from './share-calls.ts'
import { ShareForm } from './share-form.tsx'
import { sharesQuery } from './shares-query.ts'
import styles from './shares-section.module.css'

const texts = shareTexts.list

/** What can be done with a share; ending it is asked twice. */
export function ShareActions({ share }: { share: Share }) {
  const client = useQueryClient()
  const [mode, setMode] = useState<'look' | 'change' | 'end'>('look')
  const onSuccess = () => {
    setMode('look')
    return client.invalidateQueries({ queryKey: sharesQuery.queryKey })
  }
  const ending = useMutation({ mutationFn: () => endShare(share.id), onSuccess })
  const changing = useMutation({
    mutationFn: (wanted: ShareChange) => changeShare(share.id, wanted),
    onSuccess,
  })
  const rest = () => setMode('look')

  if (mode === 'end') {
    return (
      <div className={styles['actions']}>
        <p>{texts.endQuestion}</p>
        <Button look="main" autoFocus disabled={ending.isPending} onClick={() => ending.mutate()}>
          {texts.endNow}
        </Button>
        <Button onClick={rest}>{texts.keep}</Button>
        <FormFailure text={ending.error === null ? undefined : sentenceOf(ending.error)} />
      </div>
    )
  }
  return (
    <div className={styles['actions']}>
      {share.slug === null ? (
        <p>{texts.noLink}</p>
      ) : (
        <>
          <CopyButton text={addressOf(share.slug)} label={texts.copy} />
          <ButtonLink href={`/s/${share.slug}`}>{texts.open}</ButtonLink>
        </>
      )}
      <Button onClick={() => setMode('change')}>{texts.change}</Button>
      <Button onClick={() => setMode('end')}>{texts.end}</Button>
      {mode === 'change' && (
        <Dialog title={shareTexts.dialog.changeTitle} onClose={rest}>
          <ShareForm
            share={share}
            submit={shareTexts.dialog.save}
            isPending={changing.isPending}
            error={changing.error}
            onSubmit={changing.mutate}
            onCancel={rest}
          />
        </Dialog>
      )}
    </div>
  )
}

const sentenceOf = (error: Error): string => failureText(error instanceof ApiError ? error.code : 'internal')
