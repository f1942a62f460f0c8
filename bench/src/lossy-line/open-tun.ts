// A network interface whose packets this process reads and writes (Linux, Documentation/networking/tuntap.rst). Node can do all of it
// but the one ioctl that names it.
import { execFile } from 'node:child_process'
import { open, type FileHandle } from 'node:fs/promises'
import { promisify } from 'node:util'
import koffi from 'koffi'

const run = promisify(execFile)

const TUNSETIFF = 0x400454ca
/** Packets of IP, and nothing before them (linux/if_tun.h). */
const IFF_TUN_NO_PI = 0x0001 | 0x1000
/** struct ifreq: the name in 16 bytes, then the flags. */
const IFREQ_BYTES = 40
const FLAGS_AT = 16

/** Takes root and /dev/net/tun. @throws where they are missing */
export async function openTun(name: string, network: string): Promise<FileHandle> {
  const device = await open('/dev/net/tun', 'r+')
  try {
    const request = Buffer.alloc(IFREQ_BYTES)
    request.write(name, 'latin1')
    request.writeUInt16LE(IFF_TUN_NO_PI, FLAGS_AT)
    const ioctl: unknown = koffi.load(null).func('int ioctl(int, unsigned long, ...)')
    const answer: unknown = typeof ioctl === 'function' ? ioctl(device.fd, TUNSETIFF, 'void *', request) : -1
    if (answer !== 0) throw new Error('the kernel gives no such interface')
    await run('ip', ['address', 'add', network, 'dev', name])
    await run('ip', ['link', 'set', name, 'up', 'mtu', '1500'])
    return device
  } catch (error) {
    await device.close()
    throw error
  }
}
