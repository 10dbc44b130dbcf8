import { uploadFiles } from '@kinfolio/contracts'
import type { AnswerInputOf } from '@kinfolio/contracts'
import { vi } from 'vitest'
import { aDocumentId, aJobId, aQuota } from '../made.testing.ts'
import { pickedFile } from './picked-file.ts'
import type { PickedFile } from './picked-file.ts'

type Listener = (event: { loaded: number }) => void

/** One request as the browser's XMLHttpRequest would make it; the test plays the server and the line. */
export class Upload {
  method = ''
  url = ''
  headers: Record<string, string> = {}
  form = new FormData()
  status = 0
  responseText = ''
  isSent = false
  isAborted = false
  #listeners = new Map<string, Listener>()
  upload = { addEventListener: (_: 'progress', listener: Listener) => this.#listeners.set('progress', listener) }

  open(method: string, url: string): void {
    this.method = method
    this.url = url
  }
  setRequestHeader(name: string, value: string): void {
    this.headers[name] = value
  }
  addEventListener(kind: 'abort' | 'error' | 'load', listener: Listener): void {
    this.#listeners.set(kind, listener)
  }
  send(form: FormData): void {
    this.form = form
    this.isSent = true
  }
  abort(): void {
    this.isAborted = true
    this.#listeners.get('abort')?.({ loaded: 0 })
  }
  /** So many bytes have left. */
  sends(loaded: number): void {
    this.#listeners.get('progress')?.({ loaded })
  }
  answers(status: number, body: unknown): void {
    this.status = status
    this.responseText = typeof body === 'string' ? body : JSON.stringify(body)
    this.#listeners.get('load')?.({ loaded: 0 })
  }
  breaks(): void {
    this.#listeners.get('error')?.({ loaded: 0 })
  }
  /** The paths of the files that were handed in, as they stand in the form. */
  paths(): string[] {
    return this.form.getAll('files').map((file) => (typeof file === 'string' ? file : file.name))
  }
}

/** Every upload from now on, in order. */
export function watchUploads(): Upload[] {
  const uploads: Upload[] = []
  vi.stubGlobal('XMLHttpRequest', function makeUpload() {
    const upload = new Upload()
    uploads.push(upload)
    return upload
  })
  return uploads
}

type Stored = AnswerInputOf<typeof uploadFiles>

/** What the server answers when it has everything; checked by the contract. */
export function stored(n: number, change: Partial<Stored> = {}): Stored {
  return uploadFiles.answer.parse({
    job_id: aJobId(n),
    documents: [aStoredDocument(n)],
    set_aside: [],
    quota: aQuota(),
    ...change,
  })
}

export function aStoredDocument(
  n: number,
  change: Partial<Stored['documents'][number]> = {},
): Stored['documents'][number] {
  return { id: aDocumentId(n), title: `No. ${n}`, outcome: 'created', page_count: 1, ocr_status: 'pending', ...change }
}

export function aPicked(path: string, sizeBytes = 10): PickedFile {
  return pickedFile(new File(['x'.repeat(sizeBytes)], path.split('/').at(-1) ?? ''), path)
}
