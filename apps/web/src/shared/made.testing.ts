import { collectionId, documentId, jobId, pageId, readingId, sha256 } from '@kinfolio/contracts'
import type {
  Collection,
  CollectionId,
  Document,
  Job,
  Page,
  PageLine,
  Plan,
  QuotaUsage,
  SpaceUsage,
  ReadingSummary,
} from '@kinfolio/contracts'

/** Ids for tests: the same number gives the same id of whichever kind. */
export const uuid = (n: number): string => `01900000-0000-7000-8000-${String(n).padStart(12, '0')}`
export const aPageId = (n: number) => pageId.parse(uuid(n))
export const aDocumentId = (n: number) => documentId.parse(uuid(n))
export const aCollectionId = (n: number) => collectionId.parse(uuid(n))
export const aJobId = (n: number) => jobId.parse(uuid(n))
const aVersion = sha256.parse('a'.repeat(64))

export const aPage = (n: number, change: Partial<Page> = {}): Page => ({
  id: aPageId(n),
  document_id: aDocumentId(0),
  number: n,
  version: aVersion,
  width: 1404,
  height: 1872,
  draw_status: 'pending',
  ocr_status: 'pending',
  is_blank: false,
  is_orphan: false,
  problems: [],
  ...change,
})

export const aProgress = (change: Partial<Document['progress']> = {}): Document['progress'] => ({
  drawn: 0,
  draw_failed: 0,
  read: 0,
  read_failed: 0,
  waiting_for_quota: 0,
  skipped: 0,
  ...change,
})

export const aDocument = (change: Partial<Document> = {}): Document => ({
  id: aDocumentId(1),
  collection_id: null,
  kind: 'notebook',
  title: 'Garden',
  page_count: 20,
  progress: aProgress(),
  cover_page_id: null,
  tags: [],
  is_trashed: false,
  trashed_at: null,
  archived_at: null,
  created_at: '2026-01-01T00:00:00Z',
  updated_at: '2026-01-01T00:00:00Z',
  problems: [],
  ...change,
})

export const aFolder = (n: number, title: string, parent: CollectionId | null = null): Collection => ({
  id: aCollectionId(n),
  parent_id: parent,
  kind: 'folder',
  title,
  is_trashed: false,
  trashed_at: null,
})

export const aJob = (n: number, change: Partial<Job> = {}): Job => ({
  id: aJobId(n),
  space_id: null,
  kind: 'recognition.read-page',
  state: 'running',
  parent_id: null,
  document_id: null,
  page_id: null,
  title: 'Reading',
  progress: { done: 0, total: 10, unit: 'pages' },
  attempts: 1,
  max_attempts: 3,
  error: null,
  next_attempt_at: null,
  created_at: '2026-01-01T00:00:00Z',
  updated_at: '2026-01-01T00:00:05Z',
  finished_at: null,
  ...change,
})

/** A line across the page at one height, its words side by side; words may be left out. */
export const aLine = (text: string, change: Partial<PageLine> = {}): PageLine => ({
  text,
  box: { x: 0.1, y: 0.1, width: 0.8, height: 0.05 },
  confidence: 0.95,
  origin: 'ink',
  words: [],
  ...change,
})

export const aReading = (change: Partial<ReadingSummary> = {}): ReadingSummary => ({
  id: readingId.parse(uuid(9)),
  engine: 'tesseract',
  engine_version: '5',
  origin: 'engine',
  outcome: 'read',
  confidence: 0.9,
  created_at: new Date(Date.now() - 2 * 3_600_000).toISOString(),
  is_current: true,
  cost: null,
  text: 'Garden',
  ...change,
})

export const aPlan = (change: Partial<Plan> = {}): Plan => ({
  id: 'free',
  title: 'Free',
  pages_read: 30,
  offline_reader_counts: true,
  narrated_minutes: 60,
  stored_bytes: 5_000_000_000,
  members: 6,
  ...change,
})

/** What a space has used: of its pages, its room and its places. */
export const someUsage = (pages: Partial<QuotaUsage> = {}, change: Partial<SpaceUsage> = {}): SpaceUsage => ({
  plan: aPlan(),
  time_zone: 'Europe/Berlin',
  usage: [
    aQuota({ limit: 30, ...pages }),
    aQuota({ kind: 'narrated_minutes', limit: 60 }),
    aQuota({ kind: 'stored_bytes', used: 1_500_000_000, limit: 5_000_000_000, reset_at: null }),
    aQuota({ kind: 'members', used: 2, limit: 6, reset_at: null }),
  ],
  ...change,
})

export const aQuota = (change: Partial<QuotaUsage> = {}): QuotaUsage => ({
  kind: 'pages_read',
  used: 0,
  reserved: 0,
  limit: null,
  reset_at: '2026-02-01T00:00:00Z',
  ...change,
})
