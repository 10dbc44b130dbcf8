import { createPublicKey, createVerify, generateKeyPairSync, type KeyObject } from 'node:crypto'
import { at, keysOf, listAt, textAt } from './json.ts'
import { seePicture, type SeenPicture } from './picture.ts'
import {
  startVendor,
  type Answer,
  type PageScript,
  type ScriptedLine,
  type SeenRequest,
  type VendorDouble,
} from './vendor-server.ts'
import { defaultBox, linesOf } from './vision-json.ts'

export type GoogleScript = { key?: string; script: PageScript }

export const googleDoubleLimits = { jsonBytes: 10_485_760, pictures: 16, pictureBytes: 20 * 1024 * 1024 }

/** A service account made for one double: the private half as in Google's key file. */
export type DoubledServiceAccount = { client_email: string; private_key: string }

export type GoogleDouble = VendorDouble & { serviceAccount: DoubledServiceAccount; tokenUrl: string }

const token = 'ya29.double'
const scope = 'https://www.googleapis.com/auth/cloud-vision'

/** A double of Cloud Vision's `images:annotate` with the token endpoint for service accounts. */
export async function startGoogle({ key = 'AIza-double', script }: GoogleScript): Promise<GoogleDouble> {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const serviceAccount = {
    client_email: 'reader@double.iam.gserviceaccount.com',
    private_key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  }
  const double = await startVendor({
    failure: (status, trouble) => {
      if (trouble.kind !== 'rate-limit')
        return problem(status, { status: 'UNAVAILABLE', message: 'The service is unavailable.' })
      const retry = { '@type': 'type.googleapis.com/google.rpc.RetryInfo', retryDelay: `${trouble.retryAfterSeconds}s` }
      return problem(429, { status: 'RESOURCE_EXHAUSTED', message: 'Quota exceeded', details: [retry] })
    },
    answer(seen, raw) {
      const url = new URL(seen.path, 'http://double')
      if (url.pathname === '/token')
        return tokenFor(seen, { ...serviceAccount, publicKey: createPublicKey(privateKey) })
      if (seen.method !== 'POST' || url.pathname !== '/v1/images:annotate')
        return problem(404, { status: 'NOT_FOUND', message: '' })
      const refusal = refusalOf(seen, key)
      if (refusal) return refusal
      if (raw.byteLength > googleDoubleLimits.jsonBytes) {
        const message = `Request payload size exceeds the limit: ${googleDoubleLimits.jsonBytes} bytes.`
        return problem(400, { status: 'INVALID_ARGUMENT', message })
      }
      return annotate(seen, script)
    },
  })
  return Object.assign(double, { serviceAccount, tokenUrl: `${double.url}/token` })
}

function refusalOf(seen: SeenRequest, key: string): Answer | undefined {
  const given = seen.headers['x-goog-api-key'] ?? new URL(seen.path, 'http://double').searchParams.get('key')
  if (seen.headers.authorization === `Bearer ${token}` || given === key) return undefined
  if (given !== null && given !== undefined) {
    const info = {
      '@type': 'type.googleapis.com/google.rpc.ErrorInfo',
      reason: 'API_KEY_INVALID',
      domain: 'googleapis.com',
    }
    const message = 'API key not valid. Please pass a valid API key.'
    return problem(400, { status: 'INVALID_ARGUMENT', message, details: [info] })
  }
  const message = 'Request had invalid authentication credentials.'
  return problem(401, { status: 'UNAUTHENTICATED', message })
}

function annotate(seen: SeenRequest, script: PageScript): Answer {
  const unknown = keysOf(seen.body).find((name) => !['requests', 'parent', 'labels'].includes(name))
  if (unknown !== undefined) {
    const message = `Invalid JSON payload received. Unknown name "${unknown}"`
    return problem(400, { status: 'INVALID_ARGUMENT', message })
  }
  const requests = listAt(seen.body, 'requests')
  if (requests.length > googleDoubleLimits.pictures) {
    return problem(400, { status: 'INVALID_ARGUMENT', message: 'Too many images per request.' })
  }
  const responses = requests.map((request, index) => {
    if (textAt(request, 'features', 0, 'type') !== 'DOCUMENT_TEXT_DETECTION') return {}
    const picture = seePicture(textAt(request, 'image', 'content'))
    if (picture === undefined) return { error: { code: 3, message: 'Bad image data.' } }
    seen.pictures.push(picture)
    const page = script(picture, index)
    if (page === 'refuse') return { error: { code: 3, message: 'Bad image data.' } }
    const language = 'lines' in page ? (page.language ?? 'en') : 'en'
    return annotation(picture, { lines: linesOf(page), language })
  })
  return { status: 200, body: requests.length === 0 ? {} : { responses } }
}

/** Lines as Google tells them: words with pixel corners, punctuation as words of its own, breaks on symbols. */
function annotation(picture: SeenPicture, { lines, language }: { lines: readonly ScriptedLine[]; language: string }) {
  if (lines.length === 0) return {}
  const words = lines.flatMap((line, row) => {
    const box = line.box ?? defaultBox(row, lines.length)
    const parts = line.text.split(/\s+/).flatMap((text, index, all) => {
      const isLast = index === all.length - 1
      const pieces = text.match(/[\p{L}\p{N}'’]+|[^\p{L}\p{N}'’]/gu) ?? []
      return pieces.map((piece, at) => ({
        piece,
        breakAfter: at < pieces.length - 1 ? undefined : isLast ? 'LINE_BREAK' : 'SPACE',
      }))
    })
    const total = parts.reduce((sum, { piece, breakAfter }) => sum + piece.length + (breakAfter === 'SPACE' ? 1 : 0), 0)
    let before = 0
    return parts.map(({ piece, breakAfter }) => {
      const left = box[0] + ((box[2] - box[0]) * before) / total
      before += piece.length
      const right = box[0] + ((box[2] - box[0]) * before) / total
      if (breakAfter === 'SPACE') before += 1
      return word({
        piece,
        breakAfter,
        corners: [left, box[1], right, box[3]],
        confidence: line.confidence ?? 0.9,
        picture,
      })
    })
  })
  const page = {
    property: { detectedLanguages: [{ languageCode: language, confidence: 1 }] },
    width: picture.width,
    height: picture.height,
    blocks: [{ blockType: 'TEXT', paragraphs: [{ words }] }],
  }
  return { fullTextAnnotation: { pages: [page], text: lines.map(({ text }) => `${text}\n`).join('') } }
}

function word(of: {
  piece: string
  breakAfter: string | undefined
  corners: [number, number, number, number]
  confidence: number
  picture: SeenPicture
}) {
  const [left, top, right, bottom] = of.corners
  const vertices = [
    [left, top],
    [right, top],
    [right, bottom],
    [left, bottom],
  ].map(([x = 0, y = 0]) => vertex(Math.round(x * of.picture.width), Math.round(y * of.picture.height)))
  const letters = Array.from(of.piece)
  const symbols = letters.map((text, index) => {
    const isLast = index === letters.length - 1 && of.breakAfter !== undefined
    return { text, ...(isLast ? { property: { detectedBreak: { type: of.breakAfter } } } : {}) }
  })
  return { symbols, confidence: of.confidence, boundingBox: { vertices } }
}

/** proto3 JSON leaves out zeros. */
function vertex(x: number, y: number) {
  return { ...(x === 0 ? {} : { x }), ...(y === 0 ? {} : { y }) }
}

function tokenFor(seen: SeenRequest, account: { client_email: string; publicKey: KeyObject }): Answer {
  const [header = '', claims = '', signature = ''] = textAt(seen.body, 'assertion').split('.')
  const told: unknown = JSON.parse(Buffer.from(claims || 'e30', 'base64url').toString())
  const isSigned = createVerify('RSA-SHA256')
    .update(`${header}.${claims}`)
    .verify(account.publicKey, Buffer.from(signature, 'base64url'))
  if (!isSigned || at(told, 'iss') !== account.client_email || at(told, 'scope') !== scope) {
    return { status: 400, body: { error: 'invalid_grant', error_description: 'Invalid JWT Signature.' } }
  }
  return { status: 200, body: { access_token: token, expires_in: 3599, token_type: 'Bearer' } }
}

function problem(code: number, error: { status: string; message: string; details?: unknown[] }): Answer {
  return { status: code, body: { error: { code, ...error } } }
}
