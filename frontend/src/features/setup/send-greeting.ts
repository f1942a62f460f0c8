// The way of every file, once, with a small picture: from the browser through the worker to Telegram, and back.
import { readLink } from '../../shared/api.ts'
import { setupTexts } from '../../shared/setup-texts.ts'
import { recognise } from '../upload/recognise.ts'
import { UploadFailed } from '../upload/run-upload.ts'
import { sendFile } from '../upload/send-file.ts'
import { beginUpload, readUpload } from '../upload/upload-calls.ts'

export const STAGES = ['sending', 'posting', 'opening'] as const
export type Stage = (typeof STAGES)[number]

const WIDTH = 640
const HEIGHT = 400
const LOOK_AGAIN_MS = 300
const PATIENCE_LOOKS = 200

/** The same bytes each time, so that a second trial finds the first one's picture and posts nothing. */
async function drawGreeting(): Promise<File> {
  const canvas = document.createElement('canvas')
  canvas.width = WIDTH
  canvas.height = HEIGHT
  const context = canvas.getContext('2d')
  if (context === null) throw new Error('this browser draws nothing')
  const sky = context.createLinearGradient(0, 0, WIDTH, HEIGHT)
  for (const [at, colour] of [
    [0, '#4636c8'],
    [0.55, '#a35bd6'],
    [1, '#ffb37a'],
  ] as const)
    sky.addColorStop(at, colour)
  context.fillStyle = sky
  context.fillRect(0, 0, WIDTH, HEIGHT)
  context.fillStyle = '#fff'
  context.font = '600 44px system-ui, sans-serif'
  context.textAlign = 'center'
  context.fillText(setupTexts.ready.greeting, WIDTH / 2, HEIGHT / 2 + 15)
  const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/png'))
  if (blob === null) throw new Error('this browser draws nothing')
  return new File([blob], setupTexts.ready.greetingName, { type: 'image/png' })
}

/** Its address, and how long it took to open, ms. Rejects with what reasonOf of uploads knows. */
export async function sendGreeting(onStage: (stage: Stage) => void): Promise<{ url: string; ms: number }> {
  onStage('sending')
  const file = await drawGreeting()
  const { signal } = new AbortController()
  const fingerprint = await recognise(file, signal)
  const about = { name: file.name, mime: file.type, size: file.size, width: WIDTH, height: HEIGHT }
  const begun = await beginUpload({ ...about, ...(fingerprint !== undefined && { fingerprint }) })
  if (begun.kind === 'exists') return open(begun.file.id, onStage)
  await sendFile(file, { url: begun.url, onReceived: () => {}, signal })
  onStage('posting')
  return open(await posted(begun.upload.id), onStage)
}

async function posted(id: string): Promise<string> {
  for (let looks = 0; looks < PATIENCE_LOOKS; looks++) {
    const { stage, fileId, failure } = await readUpload(id)
    if (stage === 'done' && fileId !== undefined) return fileId
    if (stage === 'failed') throw new UploadFailed(failure ?? 'internal')
    await new Promise((resolve) => setTimeout(resolve, LOOK_AGAIN_MS))
  }
  throw new UploadFailed('offline')
}

async function open(id: string, onStage: (stage: Stage) => void): Promise<{ url: string; ms: number }> {
  onStage('opening')
  const began = performance.now()
  const { url } = await readLink(id)
  const picture = new Image()
  picture.src = url
  await picture.decode().catch((cause: unknown) => {
    throw new UploadFailed('offline', { cause })
  })
  return { url, ms: performance.now() - began }
}
