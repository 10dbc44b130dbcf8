import { uploadFiles } from '@kinfolio/contracts'
import { clientHeaders } from '../api/call.ts'
import { CallFailed } from '../api/call-failed.ts'
import { session, spaceInUse } from '../api/client.ts'
import { buildUrl } from '../api/url.ts'
import type { IntakeInto } from './intake-into.ts'
import type { PickedFile } from './picked-file.ts'
import { outcomeOf } from './read-answer.ts'
import type { BatchOutcome, SendBatch } from './run-intake.ts'

/** Sends files by XMLHttpRequest, the one way in which browsers tell how many bytes have left. */
export function batchSender(to: IntakeInto): SendBatch<PickedFile> {
  return async (input) => {
    try {
      const token = await session.accessToken()
      return await sendForm({ ...input, token, to })
    } catch (cause) {
      return { outcome: 'broken', cause }
    }
  }
}

type Sending = Parameters<SendBatch<PickedFile>>[0] & { token: string | null; to: IntakeInto }

function sendForm({ files, onSent, signal, token, to, readPagesLeft }: Sending): Promise<BatchOutcome> {
  const form = new FormData()
  for (const { file, path } of files) form.append('files', file, path)
  const request = new XMLHttpRequest()
  const query = { collection_id: to.collectionId ?? undefined, read_pages_max: readPagesLeft ?? undefined }
  request.open(uploadFiles.method, buildUrl({ path: uploadFiles.path, query }))
  const headers = clientHeaders({ method: uploadFiles.method, token, space: spaceInUse() })
  for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value)

  return new Promise((resolve) => {
    if (signal.aborted) return resolve({ outcome: 'cancelled' })
    signal.addEventListener('abort', () => request.abort(), { once: true })
    request.upload.addEventListener('progress', (event) => onSent(event.loaded))
    request.addEventListener('abort', () => resolve({ outcome: 'cancelled' }))
    request.addEventListener('error', () =>
      resolve({ outcome: 'broken', cause: new CallFailed({ kind: 'offline', status: 0 }) }),
    )
    request.addEventListener('load', () => resolve(outcomeOf(request.status, request.responseText)))
    request.send(form)
  })
}
