import { AccountForm } from '../welcome/account-form.tsx'

/** Name, e-mail address and password of whoever is signed in. */
// oxlint-disable-next-line import/no-default-export -- React.lazy takes default exports
export default function AccountSection() {
  return <AccountForm onDone={() => {}} />
}
