import { invalidRequest, UPLOAD_FILES_MAX } from '@kinfolio/contracts'
import type { FastifyRequest } from 'fastify'
import type { ArrivingFile } from '../files/index.ts'

/** Fields beside the files are no use to us; a few are tolerated. */
const OTHER_PARTS_MAX = 50

/** The files of a multipart request as they stream in, each under the path that the client wrote as its name. */
export async function* arrivingFiles(request: FastifyRequest): AsyncGenerator<ArrivingFile> {
  if (!request.isMultipart()) {
    throw invalidRequest({ issues: [{ path: 'body', message: 'is not multipart/form-data' }] })
  }
  const parts = request.parts({
    preservePath: true,
    // How many and how large they may be is the use case's to say, in its own words; these only end what is endless.
    limits: {
      fileSize: Number.MAX_SAFE_INTEGER,
      files: UPLOAD_FILES_MAX + 1,
      parts: UPLOAD_FILES_MAX + 1 + OTHER_PARTS_MAX,
    },
  })
  for await (const part of parts) {
    if (part.type === 'file') yield { path: part.filename, bytes: part.file }
  }
}
