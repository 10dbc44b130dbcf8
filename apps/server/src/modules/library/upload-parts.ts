import { invalidRequest, UPLOAD_FILES_MAX } from '@kinfolio/contracts'
import type { FastifyRequest } from 'fastify'
import type { ArrivingFile } from '../files/index.ts'

/** Fields beside the files are no use to us; a few are tolerated. */
const OTHER_PARTS_MAX = 50

/**
 * Hands on the files of a multipart request as they stream in, each under the path that the client wrote as its name.
 * Throws `invalid-request` for a body that is something else, is damaged, or was cut off.
 */
export async function withArrivingFiles<Kept>(
  request: FastifyRequest,
  keep: (files: AsyncIterable<ArrivingFile>) => Promise<Kept>,
): Promise<Kept> {
  if (!request.isMultipart()) throw refusal('is not multipart/form-data')
  const damage = new Set<unknown>()
  try {
    return await keep(arrivingFiles(request, (error) => damage.add(error)))
  } catch (error) {
    if (error instanceof Error && damage.has(error)) throw refusal(error.message, { cause: error })
    throw error
  }
}

async function* arrivingFiles(
  request: FastifyRequest,
  tellDamage: (error: Error) => void,
): AsyncGenerator<ArrivingFile> {
  const parts = request.parts({
    preservePath: true,
    // How many and how large they may be is the use case's to say, in its own words; these only end what is endless.
    limits: {
      fileSize: Number.MAX_SAFE_INTEGER,
      files: UPLOAD_FILES_MAX + 1,
      parts: UPLOAD_FILES_MAX + 1 + OTHER_PARTS_MAX,
    },
  })
  try {
    for await (const part of parts) {
      if (part.type !== 'file') continue
      part.file.on('error', tellDamage)
      // A short body may have ended before anybody listened.
      if (part.file.errored !== null) tellDamage(part.file.errored)
      yield { path: part.filename, bytes: part.file }
    }
  } catch (error) {
    if (isPlain(error)) tellDamage(error)
    throw error
  }
}

/** What the parser throws; its limits and broken connections have a code or a status. */
function isPlain(error: unknown): error is Error {
  return error instanceof Error && !('code' in error) && !('statusCode' in error)
}

function refusal(message: string, options?: ErrorOptions): Error {
  return invalidRequest({ issues: [{ path: 'body', message }] }, options)
}
