import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'
import { ApiError, signInWithCode } from '../../shared/api.ts'
import { Button, ButtonLink } from '../../shared/button.tsx'
import { actionsClass, FormPage } from '../../shared/form.tsx'
import { sessionQuery } from '../../shared/session.ts'
import { failureText, texts } from '../../shared/texts.ts'
import { AccountForm } from './account-form.tsx'

type WelcomePageProps = {
  /** The one-time code of the sign-in link; undefined when there was none in the address. */
  code: string | undefined
  onDone: () => void
}

/** Where a printed sign-in link leads: signs in at once, then offers to choose name and password. */
// oxlint-disable-next-line import/no-default-export -- React.lazy takes default exports
export default function WelcomePage({ code, onDone }: WelcomePageProps) {
  const client = useQueryClient()
  const session = useQuery({ ...sessionQuery, enabled: code === undefined })
  // A query and not a mutation: it is asked once however often the page mounts, and the code works only once.
  const signIn = useQuery({
    queryKey: ['sign-in-code', code],
    queryFn: async () => {
      const account = await signInWithCode(code ?? '')
      client.setQueryData(sessionQuery.queryKey, account)
      return account
    },
    enabled: code !== undefined,
    staleTime: Infinity,
    retry: false,
  })
  const account = code === undefined ? session.data : signIn.data
  const isKnown = account?.hasPassword === true

  useEffect(() => {
    if (isKnown) onDone()
  }, [isKnown, onDone])

  if (signIn.error !== null) return <Refused error={signIn.error} retry={() => void signIn.refetch()} />
  if (code === undefined && (account === null || session.error !== null)) return <NoCode />
  if (account === undefined || account === null || isKnown)
    return <FormPage title={texts.welcome.checking} children={null} />
  return (
    <FormPage title={texts.welcome.title} text={texts.welcome.text}>
      <AccountForm onDone={onDone} />
    </FormPage>
  )
}

function Refused({ error, retry }: { error: Error; retry: () => void }) {
  const session = useQuery(sessionQuery)
  const code = error instanceof ApiError ? error.code : 'internal'
  const isUsed = code === 'code_used'
  return (
    <FormPage
      title={isUsed ? texts.welcome.usedTitle : texts.welcome.failedTitle}
      text={isUsed ? texts.welcome.usedText : failureText(code)}
    >
      <div className={actionsClass}>
        {!isUsed && (
          <Button look="main" onClick={retry}>
            {texts.retry}
          </Button>
        )}
        {session.data !== null && session.data !== undefined ? (
          <ButtonLink look="main" href="/">
            {texts.welcome.toGallery}
          </ButtonLink>
        ) : (
          <ButtonLink look={isUsed ? 'main' : 'plain'} href="/sign-in">
            {texts.welcome.toSignIn}
          </ButtonLink>
        )}
      </div>
    </FormPage>
  )
}

function NoCode() {
  return (
    <FormPage title={texts.welcome.noCodeTitle} text={texts.welcome.noCodeText}>
      <div className={actionsClass}>
        <ButtonLink href="/sign-in">{texts.welcome.toSignIn}</ButtonLink>
      </div>
    </FormPage>
  )
}
