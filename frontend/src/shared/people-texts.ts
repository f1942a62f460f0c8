// The sentences about accounts: one's own, other people's, and the page where an invitation leads.
import type { Role } from '@gramreel/contracts/accounts'

export const peopleTexts = {
  roles: { owner: 'Owner', member: 'Member', viewer: 'Viewer' } satisfies Record<Role, string>,
  roleHints: {
    owner: 'does everything, also people, bots and workers',
    member: 'watches, uploads and shares',
    viewer: 'only watches',
  } satisfies Record<Role, string>,
  cancel: 'Cancel',

  account: {
    who: 'Name and e-mail address',
    name: 'Your name',
    email: 'E-mail address',
    emailHint: 'It is never sent anywhere. It only is your sign-in name.',
    save: 'Save',
    saved: 'Saved.',
    password: 'Password',
    passwordText: 'A new password signs your other browsers out.',
    presentPassword: 'Present password',
    presentPasswordHint: 'Asked for to change the e-mail address',
    newPassword: 'New password',
    newPasswordHint: 'At least 8 characters',
    changePassword: 'Change password',
    changed: 'The password was changed. Your other browsers are signed out.',
    firstText: 'Choose how you sign in next time, from any browser.',
  },

  previews: {
    title: 'Previews in the gallery',
    label: 'Show what is in a film when the mouse rests on it',
    text: 'Move the mouse across the film to go through it. There are previews of films that somebody has opened. This choice counts on this device alone.',
  },

  browsers: {
    title: 'Where you are signed in',
    thisOne: 'This browser',
    seen: (when: string) => `Last seen ${when}`,
    signOut: 'Sign out',
    signOutOf: (name: string) => `Sign out of ${name}`,
    everywhere: 'Sign out everywhere',
    everywhereTitle: 'Sign out everywhere?',
    everywhereText:
      'You are signed out of every browser, this one too. Films that play stop within a minute.',
  },

  people: {
    you: 'You',
    roleOf: (name: string) => `Role of ${name}`,
    seen: (when: string) => `Last seen ${when}`,
    away: 'Not signed in',
    noEmail: 'No password yet',
    reset: 'New password …',
    resetOf: (name: string) => `New password for ${name}`,
    resetTitle: (name: string) => `A new password for ${name}?`,
    resetText:
      'You get a link for them, which works once, within a day. They are signed out of every browser at once.',
    resetMake: 'Make the link',
    resetLink: (name: string) => `Send this link to ${name}. It is shown only now.`,
    remove: 'Remove …',
    removeOf: (name: string) => `Remove ${name}`,
    removeTitle: (name: string) => `Remove ${name}?`,
    removeText: 'They are signed out at once, and what they shared ends. Files stay in the gallery.',
    removeDo: 'Remove',
  },

  invite: {
    title: 'Invite somebody',
    text: 'The link works once. Send it by any messenger; no e-mail is sent from here.',
    role: 'They will be',
    note: 'For whom (for your list only)',
    make: 'Make an invitation link',
    link: 'Send this link. It is shown only now.',
    copy: 'Copy link',
    copied: 'Copied',
    until: (when: string) => `Good until ${when}`,
    open: 'Open invitations',
    someone: 'Somebody',
    withdraw: 'Withdraw',
    withdrawOf: (name: string) => `Withdraw the invitation for ${name}`,
  },

  join: {
    checking: 'Opening your invitation …',
    title: 'You are invited',
    text: {
      member: 'Choose a name and a password. Then you can watch, upload and share.',
      viewer: 'Choose a name and a password. Then you can watch everything here.',
    },
    submit: 'Join',
    resetTitle: (name: string) => `Welcome back, ${name}`,
    resetText: 'Choose a new password.',
    resetSubmit: 'Save and sign in',
    overTitle: 'This link does not work any more',
    overText: 'It was used already, was withdrawn or has expired. Ask for a new one.',
    noCodeTitle: 'This link is not complete',
    noCodeText: 'Copy the whole address, up to its very last character.',
    failedTitle: 'The invitation could not be opened',
    toSignIn: 'Sign in with a password',
  },
} as const
