// A worker as the backend sees it, computed here anew from the contract's words: its identity, its signed requests, and a
// server that proves it answers there.
import {
  createHash,
  createHmac,
  createPrivateKey,
  createPublicKey,
  hkdfSync,
  randomBytes,
  sign,
} from 'node:crypto'
import { once } from 'node:events'
import { createServer, type RequestListener } from 'node:http'
import { onTestFinished } from 'vitest'
import type { Answer, Client } from './start-backend.ts'

/** RFC 8410: what stands before the 32 bytes of an Ed25519 key in PKCS 8. */
const PKCS8 = Buffer.from('302e020100300506032b657004220420', 'hex')

export const identityOf = (botToken: string, code: string) => {
  const seed = Buffer.from(hkdfSync('sha256', botToken, code, 'gramreel worker identity', 32))
  const privateKey = createPrivateKey({ key: Buffer.concat([PKCS8, seed]), format: 'der', type: 'pkcs8' })
  const spki = createPublicKey(privateKey).export({ format: 'der', type: 'spki' })
  const hash = createHash('sha256').update(spki).digest('base64url')
  return { privateKey, publicKey: spki.toString('base64url'), workerId: `w-${hash.slice(0, 16)}` }
}

export type Identity = ReturnType<typeof identityOf>

const signText = ({ privateKey }: Identity, text: string) =>
  sign(null, Buffer.from(text), privateKey).toString('base64url')

const HEALTH = JSON.stringify({ status: 'ok', version: '0.1.0', telegram: 'connected' })

/** `others` answers what is not health or proof. */
export const startFace = async (identity: () => Identity, others?: RequestListener) => {
  const face = { url: '', asked: 0, nonces: [] as string[], health: HEALTH }
  const server = createServer((request, response) => {
    face.asked += 1
    const nonce = /^\/proof\/([\w-]{22})$/.exec(request.url ?? '')?.[1]
    if (nonce !== undefined) {
      face.nonces.push(nonce)
      const signature = signText(identity(), `gramreel proof\n${nonce}\n${face.url}`)
      response.end(JSON.stringify({ signature }))
    } else if (request.url === '/health') response.end(face.health)
    else if (others) others(request, response)
    else response.writeHead(404).end()
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const stop = () => {
    server.closeAllConnections()
    server.close()
  }
  onTestFinished(stop)
  const address = server.address()
  face.url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`
  return Object.assign(face, { stop })
}

export const signedAs = (
  identity: Identity,
  method: string,
  path: string,
  body?: unknown,
  workerId?: string,
) => {
  const time = Math.floor(Date.now() / 1000)
  const nonce = randomBytes(16).toString('base64url')
  const text = body === undefined ? '' : JSON.stringify(body)
  const bodyHash = createHash('sha256').update(text).digest('base64url')
  const signature = signText(identity, [method, path, time, nonce, bodyHash].join('\n'))
  return `Gramreel-Worker ${workerId ?? identity.workerId} ${time} ${nonce} ${signature}`
}

type EnrolAs = { botToken: string; code: string; url: string; identity?: Identity; fields?: object }

/** The body of an enrolment. */
export const enrolmentOf = ({
  botToken,
  code,
  url,
  identity = identityOf(botToken, code),
  fields,
}: EnrolAs) => {
  const { publicKey } = identity
  const key = Buffer.from(hkdfSync('sha256', botToken, 'gramreel', 'gramreel worker', 32))
  const botProof = createHmac('sha256', key)
    .update(`gramreel enrolment\n${publicKey}\n${url}`)
    .digest('base64url')
  const botId = Number(botToken.split(':')[0])
  return { code, publicKey, url, botId, botProof, version: '0.1.0', ...fields }
}

export const enrolAs = async (client: Client, as: EnrolAs): Promise<Answer> => {
  const identity = as.identity ?? identityOf(as.botToken, as.code)
  const path = `/api/workers/${identity.workerId}/enrolment`
  const body = enrolmentOf(as)
  return client.request('POST', path, body, { authorization: signedAs(identity, 'POST', path, body) })
}
