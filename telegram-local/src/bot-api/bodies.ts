import type { FastifyBodyParser, FastifyInstance } from 'fastify'

/** Bodies that Telegram reads: JSON and forms (multipart is read by part); others count as empty. */
export function readBodies(app: FastifyInstance): void {
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('application/json', { parseAs: 'string' }, parseJson)
  app.addContentTypeParser(
    'application/x-www-form-urlencoded',
    { parseAs: 'string' },
    (_request, body, done) => done(null, Object.fromEntries(new URLSearchParams(String(body)))),
  )
  app.addContentTypeParser('*', (_request, payload, done) => {
    payload.resume()
    done(null)
  })
}

/** Takes every body for JSON, whatever it says of itself: `curl -d` calls all it sends a form. */
export function readJsonOnly(app: FastifyInstance): void {
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('*', { parseAs: 'string' }, parseJson)
}

const parseJson: FastifyBodyParser<string | Buffer> = (_request, body, done) => {
  const text = String(body).trim()
  try {
    done(null, text === '' ? undefined : JSON.parse(text))
  } catch {
    done(Object.assign(new Error("can't parse request JSON object"), { statusCode: 400 }))
  }
}
