import type { Blobs } from './kernel/blobs/blobs.port.ts'
import type { Clock } from './kernel/clock.ts'
import type { Database } from './kernel/database/index.ts'
import type { DomainEvents, PersonLog } from './kernel/events/index.ts'
import type { Serve } from './kernel/http/index.ts'
import type { Upkeep } from './kernel/jobs/index.ts'
import type { Log } from './kernel/log.ts'
import { auditLog, people } from './modules/accounts/index.ts'
import { fileErasure } from './modules/files/index.ts'
import type { Library } from './modules/library/index.ts'
import { exportNotices } from './modules/notices/index.ts'
import { eraseDue, servePrivacy } from './modules/operations/index.ts'
import { departures } from './modules/spaces/index.ts'

export type PrivacyParts = {
  database: Database
  blobs: Blobs
  clock: Clock
  log: Log
  library: Library
  events: DomainEvents
  personLog: PersonLog
  auditDays: number
}

/** What goes by itself after its time: old lines of the audit log, trash, what is archived, deleted spaces and accounts, and their bytes. */
export function privacyUpkeep(parts: PrivacyParts): Upkeep[] {
  const { database, clock, library } = parts
  const erasers = [
    library.eraseLibrary,
    async (of: Parameters<typeof library.eraseLibrary>[0]) => fileErasure.eraseStoredFiles({ database }, of),
  ]
  return [
    async (signal) => auditLog.sweep({ database }, { now: clock.now(), days: parts.auditDays, signal }),
    async () => void (await library.sweepTrash({ now: clock.now() })),
    async () => void (await library.sweepArchive({ now: clock.now() })),
    async (signal) => void (await eraseDue({ ...parts, erasers }, { signal })),
    async (signal) => void (await fileErasure.sweepLostFiles(parts, { signal })),
  ]
}

export function serveAllPrivacy(serve: Serve, parts: PrivacyParts): void {
  auditLog.serve(serve, parts)
  departures.serve(serve, parts)
  servePrivacy(serve, { ...parts, exporters: [people.export, departures.exportMemberships, exportNotices] })
}
