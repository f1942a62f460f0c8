import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { Button } from '../../shared/button.tsx'
import { FormFailure } from '../../shared/form.tsx'
import { formatMoment } from '../../shared/format.ts'
import { peopleTexts } from '../../shared/people-texts.ts'
import { useForgetSession } from '../../shared/session.ts'
import { Confirm } from '../../shared/confirm.tsx'
import { browsersQuery, sentenceOf, signOutBrowser, signOutEverywhere } from './people-calls.ts'
import styles from './people.module.css'

const texts = peopleTexts.browsers

/** Where one is signed in, and how to end that. */
export function Browsers() {
  const client = useQueryClient()
  const list = useQuery(browsersQuery)
  const signOut = useMutation({
    mutationFn: signOutBrowser,
    onSettled: () => client.invalidateQueries({ queryKey: browsersQuery.queryKey }),
  })
  return (
    <section className={styles['part']}>
      <h2>{texts.title}</h2>
      <ul className={styles['rows']}>
        {list.data?.map(({ id, name, address, lastSeenAt, isThisOne }) => (
          <li key={id} className={styles['row']}>
            <div className={styles['what']}>
              <p>
                <span className={styles['name']}>{name}</span>
                {isThisOne && <span className={styles['here']}>{texts.thisOne}</span>}
              </p>
              <p className={styles['quiet']}>
                {[address, texts.seen(formatMoment(lastSeenAt))].filter(Boolean).join(' · ')}
              </p>
            </div>
            {!isThisOne && (
              <Button
                aria-label={texts.signOutOf(name)}
                disabled={signOut.isPending}
                onClick={() => signOut.mutate(id)}
              >
                {texts.signOut}
              </Button>
            )}
          </li>
        ))}
      </ul>
      <FormFailure text={sentenceOf(list.error ?? signOut.error)} />
      <Everywhere />
    </section>
  )
}

function Everywhere() {
  const [isAsking, setAsking] = useState(false)
  const end = useMutation({ mutationFn: signOutEverywhere, onSuccess: useForgetSession() })
  return (
    <>
      <Button className={styles['start']} onClick={() => setAsking(true)}>
        {texts.everywhere}
      </Button>
      {isAsking && (
        <Confirm
          title={texts.everywhereTitle}
          text={texts.everywhereText}
          action={texts.everywhere}
          isBusy={end.isPending}
          onConfirm={() => end.mutate()}
          onClose={() => setAsking(false)}
        >
          <FormFailure text={sentenceOf(end.error)} />
        </Confirm>
      )}
    </>
  )
}
