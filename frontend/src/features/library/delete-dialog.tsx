import { useMutation } from '@tanstack/react-query'
import { Button } from '../../shared/button.tsx'
import { Confirm } from '../../shared/confirm.tsx'
import { Dialog } from '../../shared/dialog.tsx'
import dialog from '../../shared/dialog.module.css'
import { FormFailure } from '../../shared/form.tsx'
import { formatCount } from '../../shared/format.ts'
import { libraryTexts } from '../../shared/library-texts.ts'
import { failureText } from '../../shared/texts.ts'
import { showToast } from '../../shared/toast.ts'
import { deleteForGood } from './library-calls.ts'
import { codeOf, useLibraryActions } from './use-library-actions.ts'
import styles from './library.module.css'

const texts = libraryTexts.confirmDelete

type DeleteDialogProps = {
  /** Items of the trash, or everything that is in it. */
  what: readonly string[] | 'all'
  onDeleted: () => void
  onClose: () => void
}

/** Asks, deletes, and says of each item that Telegram kept why. */
// oxlint-disable-next-line import/no-default-export -- React.lazy takes default exports
export default function DeleteDialog({ what, onDeleted, onClose }: DeleteDialogProps) {
  const { refresh } = useLibraryActions()
  const deleting = useMutation({
    mutationFn: () => deleteForGood(what),
    onSettled: refresh,
    onSuccess: ({ deleted, failed }) => {
      if (deleted > 0) showToast(libraryTexts.done.deleted(deleted, formatCount(deleted)))
      if (failed.length > 0) return
      onDeleted()
      onClose()
    },
  })
  const failed = deleting.data?.failed ?? []
  if (failed.length > 0) {
    const close = () => {
      if (deleting.data !== undefined && deleting.data.deleted > 0) onDeleted()
      onClose()
    }
    return (
      <Dialog
        title={texts.resultTitle}
        text={libraryTexts.failed.delete(failed.length, formatCount(failed.length))}
        onClose={close}
      >
        <ul className={styles['reasons']}>
          {failed.map(({ id, name, message }) => (
            <li key={id}>
              <strong dir="auto">{name}</strong>
              <span>{message}</span>
            </li>
          ))}
        </ul>
        <div className={dialog['actions']}>
          <Button look="main" onClick={close}>
            {texts.close}
          </Button>
        </div>
      </Dialog>
    )
  }
  const title = what === 'all' ? texts.all : texts.title(what.length, formatCount(what.length))
  return (
    <Confirm
      title={title}
      text={texts.text}
      action={texts.action}
      isBusy={deleting.isPending}
      onConfirm={() => deleting.mutate()}
      onClose={onClose}
    >
      <FormFailure text={deleting.error === null ? undefined : failureText(codeOf(deleting.error))} />
    </Confirm>
  )
}
