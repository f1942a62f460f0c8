import type { UploadLimits } from '@gramreel/contracts/uploads'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { ApiError } from '../../shared/api.ts'
import { Button } from '../../shared/button.tsx'
import { actionsClass, Field, fieldText, formClass, FormFailure } from '../../shared/form.tsx'
import { failureText } from '../../shared/texts.ts'
import { uploadTexts } from '../../shared/upload-texts.ts'
import { readLimits, saveLimits } from './upload-calls.ts'

const texts = uploadTexts.limits
const GB = 1_000_000_000
const limitsQuery = { queryKey: ['upload-limits'], queryFn: readLimits }

const limitsOf = (form: FormData): UploadLimits => ({
  bytesPerDay: Math.round(Number(fieldText(form, 'gigabytes')) * GB),
  filesPerDay: Number(fieldText(form, 'files')),
  filesUnderWay: Number(fieldText(form, 'underWay')),
})

/** How much each person may upload; for the owner. */
// oxlint-disable-next-line import/no-default-export -- React.lazy takes default exports
export default function LimitsSection() {
  const client = useQueryClient()
  const { data: limits } = useQuery(limitsQuery)
  const saving = useMutation({
    mutationFn: saveLimits,
    onSuccess: (saved) => client.setQueryData(limitsQuery.queryKey, saved),
  })
  if (limits === undefined) return null
  const { error } = saving
  const number = { type: 'number', inputMode: 'numeric', required: true } as const
  return (
    <form
      className={formClass}
      onSubmit={(event) => {
        event.preventDefault()
        saving.mutate(limitsOf(new FormData(event.currentTarget)))
      }}
    >
      <p>{texts.text}</p>
      <Field
        {...number}
        label={texts.bytesPerDay}
        name="gigabytes"
        min={0}
        step="any"
        defaultValue={limits.bytesPerDay / GB}
      />
      <Field
        {...number}
        label={texts.filesPerDay}
        name="files"
        min={0}
        max={1_000_000}
        defaultValue={limits.filesPerDay}
      />
      <Field
        {...number}
        label={texts.filesUnderWay}
        name="underWay"
        min={1}
        max={10_000}
        defaultValue={limits.filesUnderWay}
      />
      <FormFailure
        text={error === null ? undefined : failureText(error instanceof ApiError ? error.code : 'internal')}
      />
      <div className={actionsClass}>
        <Button look="main" type="submit" disabled={saving.isPending}>
          {texts.save}
        </Button>
        <span role="status">{saving.isSuccess && texts.saved}</span>
      </div>
    </form>
  )
}
