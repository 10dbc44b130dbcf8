import type { IncomingMessage } from 'node:http'
import { promisify } from 'node:util'
import { brotliDecompress, gunzip, inflate } from 'node:zlib'
import { messages } from '../messages.ts'
import { Outage } from '../outage.ts'

const unpack = { gzip: promisify(gunzip), br: promisify(brotliDecompress), deflate: promisify(inflate) }

type BodyLimits = { maxBytes: number; who: string; signal: AbortSignal }

/** Reads an answer whole, at most `maxBytes` of it, unpacked or not. More is an Outage that is not retryable. */
export async function readBody(answer: IncomingMessage, limits: BodyLimits): Promise<Buffer> {
  const { maxBytes } = limits

  if (Number(answer.headers['content-length'] ?? 0) > maxBytes) throw tooMuch(answer, limits)
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of answer) {
    limits.signal.throwIfAborted()
    const bytes = Buffer.from(chunk)
    size += bytes.byteLength
    if (size > maxBytes) throw tooMuch(answer, limits)
    chunks.push(bytes)
  }
  return unpacked(answer, { ...limits, packed: Buffer.concat(chunks) })
}

async function unpacked(answer: IncomingMessage, limits: BodyLimits & { packed: Buffer }): Promise<Buffer> {
  const { packed, maxBytes, who } = limits
  const encoding = (answer.headers['content-encoding'] ?? 'identity').toLowerCase()
  if (encoding === 'identity' || encoding === '') return packed
  if (encoding !== 'gzip' && encoding !== 'br' && encoding !== 'deflate') throw notUnderstood(who, encoding)
  try {
    return await unpack[encoding](packed, { maxOutputLength: maxBytes })
  } catch (cause) {
    const isTooLong = cause instanceof RangeError
    throw isTooLong ? tooMuch(answer, limits) : notUnderstood(who, encoding)
  }
}

function tooMuch(answer: IncomingMessage, { maxBytes, who }: BodyLimits): Outage {
  answer.destroy()
  return new Outage(messages.answeredTooMuch(who, maxBytes), {
    who,
    reason: 'answer-not-understood',
    isRetryable: false,
  })
}

function notUnderstood(who: string, encoding: string): Outage {
  return new Outage(messages.notUnpacked(who, encoding), { who, reason: 'answer-not-understood', isRetryable: true })
}
