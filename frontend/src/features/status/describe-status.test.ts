import type { Status } from '@gramreel/contracts/status'
import { describe, expect, it } from 'vitest'
import { describeStatus } from './describe-status.ts'

const status = (bot: Status['bot']['state'], worker: Status['worker']['state']): Status => ({
  bot: { state: bot, username: null },
  worker: { state: worker },
})

describe('the status in words', () => {
  it('says nothing while all is well, connecting or unknown', () => {
    expect(describeStatus(status('ok', 'ok'), true)).toEqual([])
    expect(describeStatus(status('connecting', 'connecting'), true)).toEqual([])
    expect(describeStatus(undefined, true)).toEqual([])
  })

  it('names everything that is missing', () => {
    expect(describeStatus(status('refused', 'none'), true)).toEqual([
      expect.stringContaining('token of a bot'),
      expect.stringContaining('worker'),
    ])
  })

  it('R22: says that the worker wakes up, and not that it is gone', () => {
    expect(describeStatus(status('ok', 'waking'), true)).toEqual([expect.stringContaining('waking up')])
  })

  it('says first of all that the backend is gone', () => {
    expect(describeStatus(status('ok', 'none'), false)).toEqual([expect.stringContaining('does not answer')])
  })
})
