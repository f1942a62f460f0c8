import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { takeDiskSlot } from './disk-slot.ts'

function folder(): string {
  const path = mkdtempSync(join(tmpdir(), 'gramreel-worker-slot-'))
  onTestFinished(() => rmSync(path, { recursive: true, force: true }))
  return path
}

const take = (dataDir: string) => {
  const slot = takeDiskSlot(dataDir, (message, error) => {
    throw new Error(message, { cause: error })
  })
  if (slot) onTestFinished(() => slot.release())
  return slot
}

/** Another process that holds a slot of the folder until it is killed. */
async function holder(dataDir: string, session: string) {
  const code = `
    import { takeDiskSlot } from ${JSON.stringify(new URL('disk-slot.ts', import.meta.url).href)}
    const slot = takeDiskSlot(${JSON.stringify(dataDir)}, console.error)
    await slot.save(${JSON.stringify(session)})
    console.log(slot.number)
    setInterval(() => slot.renew(), 1000)`
  const child = spawn(process.execPath, ['--input-type=module', '-e', code], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const [number] = await once(child.stdout, 'data')
  return {
    number: Number(number),
    pause: () => child.kill('SIGSTOP'),
    async kill() {
      child.kill('SIGKILL')
      await once(child, 'exit')
    },
  }
}

describe('a slot on disk', () => {
  it('keeps its session and its name for whoever holds it next', async () => {
    const dataDir = folder()
    const first = take(dataDir)
    await first?.save('a session')
    await first?.release()
    const second = take(dataDir)
    expect(second).toMatchObject({ number: 1, saved: 'a session', instance: first?.instance })
    await second?.save(undefined)
    await second?.release()
    expect(take(dataDir)?.saved).toBeUndefined()
  })

  it('is one holder’s at a time: the next gets the next slot, up to eight', () => {
    const dataDir = folder()
    const slots = Array.from({ length: 9 }, () => take(dataDir))
    expect(slots.map((slot) => slot?.number)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, undefined])
    expect(new Set(slots.map((slot) => slot?.instance)).size).toBe(9)
  })

  it('is held over processes, also by one that is asleep, and free the moment its process is killed', async () => {
    const dataDir = folder()
    const other = await holder(dataDir, 'its session')
    expect(other.number).toBe(1)
    other.pause()
    const mine = take(dataDir)
    expect([mine?.number, mine?.saved]).toEqual([2, undefined])
    await other.kill()
    expect(take(dataDir)).toMatchObject({ number: 1, saved: 'its session' })
  })

  it('is for the eyes of its owner only', async () => {
    const dataDir = folder()
    await take(dataDir)?.save('a session')
    for (const name of readdirSync(dataDir)) expect(statSync(join(dataDir, name)).mode & 0o777).toBe(0o600)
  })

  it('takes its session along when somebody removes its lock', async () => {
    const dataDir = folder()
    await take(dataDir)?.save('a session')
    for (const name of readdirSync(dataDir)) rmSync(join(dataDir, name))
    expect(take(dataDir)).toMatchObject({ number: 1, saved: undefined })
  })

  it('that is damaged is left aside, and a disk that has none says why, once', () => {
    const troubles: string[] = []
    const note = (message: string) => troubles.push(message)
    const dataDir = folder()
    writeFileSync(join(dataDir, 'telegram-session-1.db'), 'no database, but long enough for one'.repeat(99))
    mkdirSync(join(dataDir, 'telegram-session-2.db'))
    const slot = takeDiskSlot(dataDir, note)
    onTestFinished(async () => slot?.release())
    expect([slot?.number, troubles.length]).toEqual([3, 1])
    expect(takeDiskSlot('/nowhere/at/all', note)).toBeUndefined()
    expect(troubles.length).toBe(2)
  })
})
