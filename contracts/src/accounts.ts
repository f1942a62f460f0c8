import { Type, type Static } from 'typebox'

export const Email = Type.String({ pattern: '^[^\\s@]+@[^\\s@]+$', maxLength: 254 })
export const Password = Type.String({ minLength: 8, maxLength: 200 })

/** Body of `POST /api/session`. */
export const Credentials = Type.Object(
  { email: Type.String({ maxLength: 254 }), password: Type.String({ maxLength: 200 }) },
  { additionalProperties: false },
)
export type Credentials = Static<typeof Credentials>

/** Body of `POST /api/session/code`: the one-time code of a printed sign-in link. */
export const SignInCode = Type.Object(
  { code: Type.String({ minLength: 1, maxLength: 200 }) },
  { additionalProperties: false },
)
export type SignInCode = Static<typeof SignInCode>

/** Body of `PUT /api/account`: what the owner chooses on the first visit. */
export const AccountChange = Type.Object(
  { name: Type.String({ minLength: 1, maxLength: 100 }), email: Email, password: Password },
  { additionalProperties: false },
)
export type AccountChange = Static<typeof AccountChange>

export const Account = Type.Object({
  id: Type.String(),
  name: Type.String(),
  email: Type.Union([Type.String(), Type.Null()]),
  role: Type.Union([Type.Literal('owner'), Type.Literal('member'), Type.Literal('viewer')]),
  /** False until a name and password were chosen. */
  hasPassword: Type.Boolean(),
})
export type Account = Static<typeof Account>

/** Answer of `GET /api/session`, `POST /api/session`, `POST /api/session/code` and `PUT /api/account`. */
export const SessionAnswer = Type.Object({ account: Account })
export type SessionAnswer = Static<typeof SessionAnswer>
