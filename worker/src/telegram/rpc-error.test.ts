import { describe, expect, it } from 'vitest'
import { readRpcError } from './rpc-error.ts'

describe('an error of Telegram', () => {
  it.each([
    [420, 'FLOOD_WAIT_3', { kind: 'wait', seconds: 3 }],
    [420, 'FLOOD_PREMIUM_WAIT_30', { kind: 'wait', seconds: 30 }],
    [420, 'SLOWMODE_WAIT_7', { kind: 'wait', seconds: 7 }],
    [420, 'FLOOD', { kind: 'wait', seconds: 5 }],
    [303, 'FILE_MIGRATE_4', { kind: 'migrate', what: 'file', dc: 4 }],
    [303, 'USER_MIGRATE_5', { kind: 'migrate', what: 'account', dc: 5 }],
    [400, 'FILE_REFERENCE_EXPIRED', { kind: 'reference' }],
    [400, 'FILE_REFERENCE_0_EXPIRED', { kind: 'reference' }],
    [400, 'FILE_REFERENCE_INVALID', { kind: 'reference' }],
    [400, 'FILE_REFERENCE_EMPTY', { kind: 'reference' }],
    [401, 'AUTH_KEY_UNREGISTERED', { kind: 'signed-out' }],
    [401, 'SOMETHING_NEW', { kind: 'signed-out' }],
    [401, 'SESSION_REVOKED', { kind: 'signed-out' }],
    [406, 'AUTH_KEY_DUPLICATED', { kind: 'key-lost' }],
    [400, 'ACCESS_TOKEN_EXPIRED', { kind: 'refused' }],
    [400, 'API_ID_INVALID', { kind: 'refused' }],
    [400, 'CHANNEL_INVALID', { kind: 'no-access' }],
    [400, 'FILE_ID_INVALID', { kind: 'gone' }],
    [400, 'FILE_PART_17_MISSING', { kind: 'part-missing' }],
    [500, 'RANDOM_ID_DUPLICATE', { kind: 'sent-before' }],
    [403, 'CHAT_WRITE_FORBIDDEN', { kind: 'no-access' }],
    [500, 'RPC_CALL_FAIL', { kind: 'busy' }],
    [500, 'ANYTHING', { kind: 'busy' }],
    [-503, 'Timeout', { kind: 'busy' }],
    [400, 'LIMIT_INVALID', { kind: 'unknown' }],
    [400, 'toString', { kind: 'unknown' }],
  ])('%i %s', (code, message, failure) => {
    expect(readRpcError({ code, message })).toEqual(failure)
  })
})
