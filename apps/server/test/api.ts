import {
  type AnswerOf,
  type AnyFileRoute,
  type AnyRoute,
  type Document,
  type DocumentId,
  getDocument,
  listDocuments,
  listJobs,
  listPages,
  login,
  type Page,
  uploadFiles,
} from '@kinfolio/contracts'
import { setTimeout as sleep } from 'node:timers/promises'
import { OWNER } from './server-process.ts'

/** A file as it is handed in: its path below what a person dropped, and its bytes. */
export type HandedFile = { path: string; bytes: Uint8Array }

type Ask = {
  params?: Record<string, string>
  query?: Record<string, string>
  body?: object
}

/** The API as a program uses it: signed in, over HTTP, every answer checked against its contract. */
export type Api = {
  ask<R extends AnyRoute>(route: R, input?: Ask): Promise<AnswerOf<R>>
  file(route: AnyFileRoute, input: Ask): Promise<Response>
  upload(files: readonly HandedFile[]): Promise<AnswerOf<typeof uploadFiles>>
}

/** The server said no. `status` is its HTTP status, the message carries the problem it answered. */
export class Refused extends Error {
  override readonly name = 'Refused'
  readonly status: number
  constructor(status: number, message: string) {
    super(message)
    this.status = status
  }
}

const WAIT_POLL_MS = 100

/** Signs OWNER in; signs in again by itself when the access token has ended. */
export async function openApi(url: string): Promise<Api> {
  let token = await signIn(url)
  async function send(path: string, init: RequestInit): Promise<Response> {
    const once = (): Promise<Response> => fetch(`${url}${path}`, { ...init, headers: withToken(init.headers, token) })
    let answer = await once()
    if (answer.status === 401) {
      token = await signIn(url)
      answer = await once()
    }
    if (!answer.ok) throw new Refused(answer.status, `${init.method} ${path}: ${answer.status} ${await answer.text()}`)
    return answer
  }
  return {
    async ask<R extends AnyRoute>(route: R, input: Ask = {}) {
      const json = { headers: { 'content-type': 'application/json' }, body: JSON.stringify(input.body) }
      const answer = await send(addressOf(route, input), {
        method: route.method,
        ...(input.body === undefined ? {} : json),
      })
      // The route's own schema gives its own answer, which the compiler sees only as that of any route.
      return route.answer.parse(route.status === 204 ? {} : await answer.json()) as AnswerOf<R>
    },
    file: (route, input) => send(addressOf(route, input), { method: 'GET' }),
    async upload(files) {
      const form = new FormData()
      for (const { path, bytes } of files) form.append('files', new Blob([new Uint8Array(bytes)]), path)
      const answer = await send(uploadFiles.path, { method: 'POST', body: form })
      return uploadFiles.answer.parse(await answer.json())
    },
  }
}

async function signIn(url: string): Promise<string> {
  const body = JSON.stringify({ email: OWNER.email, password: OWNER.password })
  const headers = { 'content-type': 'application/json' }
  const answer = await fetch(`${url}${login.path}`, { method: 'POST', headers, body })
  if (!answer.ok) throw new Refused(answer.status, `sign-in: ${answer.status} ${await answer.text()}`)
  return login.answer.parse(await answer.json()).access_token
}

function addressOf(route: AnyRoute | AnyFileRoute, { params = {}, query = {} }: Ask): string {
  const path = route.path.replace(/:(\w+)/g, (_, name: string) => encodeURIComponent(params[name] ?? ''))
  const search = new URLSearchParams(query).toString()
  return search === '' ? path : `${path}?${search}`
}

/** Every page of a document, in reading order. */
export async function pagesOf(api: Api, documentId: DocumentId): Promise<Page[]> {
  const pages: Page[] = []
  for (let cursor: string | null = ''; cursor !== null;) {
    const query: Record<string, string> = { limit: '200', ...(cursor === '' ? {} : { cursor }) }
    const answer: AnswerOf<typeof listPages> = await api.ask(listPages, { params: { document_id: documentId }, query })
    pages.push(...answer.pages)
    cursor = answer.next_cursor
  }
  return pages
}

/** Every document of the space that is not in the trash. */
export async function documentsOf(api: Api): Promise<Document[]> {
  const documents: Document[] = []
  for (let cursor: string | null = ''; cursor !== null;) {
    const query: Record<string, string> = { limit: '200', ...(cursor === '' ? {} : { cursor }) }
    const answer: AnswerOf<typeof listDocuments> = await api.ask(listDocuments, { query })
    documents.push(...answer.documents)
    cursor = answer.next_cursor
  }
  return documents
}

/** Waits until each page of the document is drawn and read, or has failed at it; throws where that takes too long. */
export async function untilRead(api: Api, input: { documentId: DocumentId; timeoutMs?: number }): Promise<Document> {
  const endMs = performance.now() + (input.timeoutMs ?? 60_000)
  for (;;) {
    const document = await api.ask(getDocument, { params: { document_id: input.documentId } })
    const { drawn, draw_failed, read, read_failed } = document.progress
    const isOver =
      drawn + draw_failed === document.page_count && read + read_failed >= document.page_count - draw_failed
    if (isOver) return document
    if (performance.now() > endMs) throw new Error(`still at work: ${JSON.stringify(document.progress)}`)
    await sleep(WAIT_POLL_MS)
  }
}

/** Waits until a job is running, so that what comes next happens in the middle of work. */
export async function untilWorking(api: Api, timeoutMs = 20_000): Promise<void> {
  const endMs = performance.now() + timeoutMs
  while ((await api.ask(listJobs, { query: { state: 'running' } })).jobs.length === 0) {
    if (performance.now() > endMs) throw new Error('no job began')
    await sleep(WAIT_POLL_MS / 10)
  }
}

function withToken(given: RequestInit['headers'], token: string): Headers {
  const headers = new Headers(given)
  headers.set('authorization', `Bearer ${token}`)
  return headers
}
