import type { CollectionId, DocumentId, JobId, PageId } from '@kinfolio/contracts'

/** Names of what the query cache holds. A shorter name stands for all that begin with it. */
export const keys = {
  me: ['me'],
  collections: ['collections'],
  documents: ['documents'],
  documentsIn: (place: CollectionId | 'root' | 'trash' | 'archive') => ['documents', place],
  document: (id: DocumentId) => ['document', id],
  pages: (id: DocumentId) => ['pages', id],
  page: (id: PageId) => ['page', id],
  readings: (id: PageId) => ['readings', id],
  search: ['search'],
  jobs: ['jobs'],
  jobParts: (id: JobId) => ['jobs', 'parts', id],
  reader: ['reader'],
  retention: ['retention'],
  /** What happened: in the space in use, and to the person's own account. */
  activity: ['activity'],
  deletedSpaces: ['me', 'deleted spaces'],
  deletion: ['account', 'deletion'],
  /** Members, invitations and settings of the space in use. */
  space: ['space'],
  usage: ['usage'],
  notices: ['notices'],
  webhooks: ['webhooks'],
  approvals: ['approvals'],
  /** How the person signs in: sessions, passkeys, keys. */
  account: ['account'],
} as const

export type Key = readonly string[]

/** Whether a cached query belongs to one of the keys. */
export function isUnder(queryKey: readonly unknown[], among: ReadonlySet<string>): boolean {
  return queryKey.some((_, index) => among.has(pathOf(queryKey.slice(0, index + 1))))
}

/** A key as one string, for sets. */
export function pathOf(key: readonly unknown[]): string {
  return key.map(String).join('/')
}
