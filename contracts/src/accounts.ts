import { Type, type Static } from 'typebox'

/** What one person is to the gallery. viewer: watches. member: also uploads, shares, edits what is theirs. owner: everything. */
export const Role = Type.Union([Type.Literal('owner'), Type.Literal('member'), Type.Literal('viewer')])
export type Role = Static<typeof Role>

export const Email = Type.String({ pattern: '^[^\\s@]+@[^\\s@]+$', maxLength: 254 })
export const Password = Type.String({ minLength: 8, maxLength: 200 })
/** Something to see, and no character that turns the text around it. */
export const PersonName = Type.String({
  pattern: '^(?=.*\\S)[^\\u0000-\\u001f\\u007f-\\u009f\\u200e\\u200f\\u202a-\\u202e\\u2066-\\u2069]+$',
  maxLength: 100,
})
/** A password as somebody types it who may be mistaken. */
const TypedPassword = Type.String({ maxLength: 200 })

/** Body of `POST /api/session`. */
export const Credentials = Type.Object(
  { email: Type.String({ maxLength: 254 }), password: TypedPassword },
  { additionalProperties: false },
)
export type Credentials = Static<typeof Credentials>

const Code = Type.String({ minLength: 1, maxLength: 200 })

/** A one-time code: of a printed sign-in link (`POST /api/session/code`), or of an invitation or reset link (`POST /api/join/look`). */
export const SignInCode = Type.Object({ code: Code }, { additionalProperties: false })
export type SignInCode = Static<typeof SignInCode>

/**
 * Body of `PUT /api/account`. A first password is required; later it may be left out. `presentPassword` is asked for, where
 * there is one, to change the password or the e-mail address.
 */
export const AccountChange = Type.Object(
  {
    name: PersonName,
    email: Email,
    password: Type.Optional(Password),
    presentPassword: Type.Optional(TypedPassword),
  },
  { additionalProperties: false },
)
export type AccountChange = Static<typeof AccountChange>

export const Account = Type.Object({
  id: Type.String(),
  name: Type.String(),
  email: Type.Union([Type.String(), Type.Null()]),
  role: Role,
  /** False until a name and password were chosen. */
  hasPassword: Type.Boolean(),
})
export type Account = Static<typeof Account>

/** Answer wherever somebody signs in, and of `GET /api/session` and `PUT /api/account`. */
export const SessionAnswer = Type.Object({ account: Account })
export type SessionAnswer = Static<typeof SessionAnswer>

const Id = Type.String({ pattern: '^[A-Za-z0-9_-]{1,64}$' })
/** Of a browser, a person or an invitation, in an address. */
export const IdParams = Type.Object({ id: Id })

/** A browser in which somebody is signed in. */
export const SignedInBrowser = Type.Object({
  id: Type.String(),
  /** Such as "Firefox on Linux". */
  name: Type.String(),
  /** The network, not the very address; empty where it is not known. */
  address: Type.String(),
  /** ISO 8601, as all times here. */
  signedInAt: Type.String(),
  lastSeenAt: Type.String(),
  isThisOne: Type.Boolean(),
})
export type SignedInBrowser = Static<typeof SignedInBrowser>

/** Answer of `GET /api/account/browsers`. */
export const BrowserList = Type.Object({ browsers: Type.Array(SignedInBrowser) })
export type BrowserList = Static<typeof BrowserList>

export const Person = Type.Object({
  ...Account.properties,
  joinedAt: Type.String(),
  /** Null for nobody who is signed in now. */
  lastSeenAt: Type.Union([Type.String(), Type.Null()]),
})
export type Person = Static<typeof Person>

/** Answer of `GET /api/people`. */
export const PersonList = Type.Object({ people: Type.Array(Person) })
export type PersonList = Static<typeof PersonList>

/** Body of `PUT /api/people/{id}/role`. */
export const RoleChange = Type.Object({ role: Role }, { additionalProperties: false })
export type RoleChange = Static<typeof RoleChange>

/** Nobody becomes owner by a link that may fall into other hands. */
const InvitedRole = Type.Union([Type.Literal('member'), Type.Literal('viewer')])

/** Body of `POST /api/invitations`. */
export const InvitationRequest = Type.Object(
  {
    role: InvitedRole,
    /** For whom, in the owner's list; the guest chooses a name of their own. */
    note: Type.Optional(Type.String({ maxLength: 100 })),
    days: Type.Optional(Type.Integer({ minimum: 1, maximum: 30, default: 7 })),
  },
  { additionalProperties: false },
)
export type InvitationRequest = Static<typeof InvitationRequest>

export const Invitation = Type.Object({
  id: Type.String(),
  role: InvitedRole,
  note: Type.String(),
  expiresAt: Type.String(),
})
export type Invitation = Static<typeof Invitation>

/** Answer of `GET /api/invitations`: those that are still good. */
export const InvitationList = Type.Object({ invitations: Type.Array(Invitation) })
export type InvitationList = Static<typeof InvitationList>

/** A link that works once and is shown once: answer of `POST /api/invitations` and `POST /api/people/{id}/reset`. */
export const OneTimeLink = Type.Object({ url: Type.String(), expiresAt: Type.String() })
export type OneTimeLink = Static<typeof OneTimeLink>

/** Answer of `POST /api/join/look`: what the link is for. */
export const JoinFacts = Type.Union([
  Type.Object({ kind: Type.Literal('invitation'), role: InvitedRole }),
  Type.Object({
    kind: Type.Literal('reset'),
    name: Type.String(),
    email: Type.Union([Type.String(), Type.Null()]),
  }),
])
export type JoinFacts = Static<typeof JoinFacts>

/** Body of `POST /api/join`. */
export const JoinRequest = Type.Object(
  { code: Code, name: PersonName, email: Email, password: Password },
  { additionalProperties: false },
)
export type JoinRequest = Static<typeof JoinRequest>

/** Body of `POST /api/join/reset`. */
export const PasswordReset = Type.Object({ code: Code, password: Password }, { additionalProperties: false })
export type PasswordReset = Static<typeof PasswordReset>
