import { useQuery } from '@tanstack/react-query'
import { peopleTexts } from '../../shared/people-texts.ts'
import { sessionQuery } from '../../shared/session.ts'
import { AccountForm } from '../welcome/account-form.tsx'
import { Browsers } from './browsers.tsx'
import { PasswordForm } from './password-form.tsx'
import { PreviewsChoice } from './previews-choice.tsx'
import { FiguresChoice } from './figures-choice.tsx'
import styles from './people.module.css'
import { ProfileForm } from './profile-form.tsx'

/** Name, e-mail address and password of whoever is signed in, and in which browsers. */
// oxlint-disable-next-line import/no-default-export -- React.lazy takes default exports
export default function AccountSection() {
  const { data: account } = useQuery(sessionQuery)
  if (account === null || account === undefined) return null
  return (
    <>
      {account.hasPassword ? (
        <>
          <ProfileForm account={account} />
          <PasswordForm account={account} />
        </>
      ) : (
        <section className={styles['part']}>
          <p className={styles['quiet']}>{peopleTexts.account.firstText}</p>
          <AccountForm />
        </section>
      )}
      <Browsers />
      <PreviewsChoice />
      <FiguresChoice />
    </>
  )
}
