import { newPrivatePem, parseLinkKey, type LinkKey } from '../links/link-key.ts'

/** A key of this test's own. */
export const aLinkKey = (): LinkKey => parseLinkKey(newPrivatePem())
