import { uploadFiles } from '@kinfolio/contracts'
import type { CollectionId, ProblemOf } from '@kinfolio/contracts'
import { clientHeaders } from '../api/call.ts'
import { CallFailed } from '../api/call-failed.ts'
import { session, spaceInUse } from '../api/client.ts'
import { buildUrl } from '../api/url.ts'
import type { PickedFile } from './picked-file.ts'
import type { BatchOutcome, SendBatch } from './run-intake.ts'

/** Sends files by XMLHttpRequest, the one way in which browsers tell how many bytes have left. */
export function batchSender(collectionId: CollectionId | null): SendBatch<PickedFile> {
  return async (input) => {
    try {
      const token = await session.accessToken()
      return await sendForm({ ...input, token, collectionId })
    } catch (cause) {
      return { outcome: 'broken', cause }
    }
  }
}

type Sending = Parameters<SendBatch<PickedFile>>[0] & { token: string | null; collectionId: CollectionId | null }

function sendForm({ files, onSent, signal, token, collectionId }: Sending): Promise<BatchOutcome> {
  const form = new FormData()
  for (const { file, path } of files) form.append('files', file, path)
  const request = new XMLHttpRequest()
  request.open(
    uploadFiles.method,
    buildUrl({ path: uploadFiles.path, query: { collection_id: collectionId ?? undefined } }),
  )
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

/** What the server's answer means; anything undeclared is a break, which can be tried again. */
export function outcomeOf(status: number, text: string): BatchOutcome {
  const body = parseJson(text)
  const answer = uploadFiles.answer.safeParse(body)
  if (status === uploadFiles.status && answer.success) return { outcome: 'stored', answer: answer.data }
  const problem = problemIn(body)
  if (problem !== null) return { outcome: 'refused', problem }
  return { outcome: 'broken', cause: new CallFailed({ kind: 'refused', status }) }
}

function problemIn(body: unknown): ProblemOf<typeof uploadFiles> | null {
  for (const { schema } of uploadFiles.problems) {
    const parsed = schema.safeParse(body)
    if (parsed.success) return parsed.data
  }
  return null
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    if (error instanceof SyntaxError) return null
    throw error
  }
}
