import { connect } from 'node:net'

/** Sends bytes as they are; all that comes back until the other side ends, or `ms` are over. */
export const sendRaw = (address: string, bytes: string, ms = 3000): Promise<string> =>
  new Promise((resolve) => {
    const { hostname, port } = new URL(address)
    const socket = connect(Number(port), hostname)
    let text = ''
    const timer = setTimeout(() => socket.destroy(), ms)
    socket.on('error', () => {})
    socket.on('data', (part) => (text += part.toString('latin1')))
    socket.on('close', () => {
      clearTimeout(timer)
      resolve(text)
    })
    socket.write(bytes)
  })
