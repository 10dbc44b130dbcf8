import type { Blobs } from '../../../kernel/blobs/blobs.port.ts'
import type { Database } from '../../../kernel/database/index.ts'
import type { WorkerPool } from '../../../kernel/pool/index.ts'

export type ExportDeps = { database: Database; blobs: Blobs; pool: WorkerPool }
