import { notFound, type SpaceId, type UserId } from '@kinfolio/contracts'
import type { Clock } from '../../../kernel/clock.ts'
import type { Context, Database, Db } from '../../../kernel/database/index.ts'
import type { Person } from '../../../kernel/http/index.ts'
import { auditLog } from '../../accounts/index.ts'
import type { Library } from '../../library/index.ts'

/** What a module knows of a person, as records by the name of their file. Nothing secret, hashed or sealed. */
export type ExportPerson = (db: Db, userId: UserId) => Promise<Record<string, unknown>>

export type ExportPersonDeps = {
  database: Database
  clock: Clock
  library: Pick<Library, 'exportSpace'>
  exporters: readonly ExportPerson[]
}
type Asking = { context: Context; person: Person; address: string; signal: AbortSignal }

/** Everything about a person as one zip: what each module knows of them, and their personal space with all its files. */
export async function exportPerson(deps: ExportPersonDeps, { context, person, address, signal }: Asking) {
  const { userId } = person
  const now = deps.clock.now()
  const entry = { action: 'account.exported', actorId: userId, userId, address } as const
  await auditLog.noteAccess(deps, { context, entry })
  const { records, spaceId } = await deps.database.read(context, async (db) => {
    const parts = []
    for (const exporter of deps.exporters) parts.push(await exporter(db, userId))
    return { records: Object.assign({}, ...parts) as Record<string, unknown>, spaceId: await personalSpace(db, userId) }
  })
  const about = { format: 'kinfolio-person', version: 1, user_id: userId, exported_at: now }
  const within = { folder: 'Personal space/', beside: { 'kinfolio-person.json': about, ...records } }
  const inSpace: Context = { kind: 'person', userId, spaceId }
  const file = await deps.library.exportSpace({ context: inSpace, spaceId, now, signal, within })
  return { ...file, fileName: `kinfolio-about-me-${now.toISOString().slice(0, 10)}.zip` }
}

async function personalSpace(db: Db, userId: UserId): Promise<SpaceId> {
  const row = await db
    .selectFrom('members')
    .innerJoin('spaces', 'spaces.id', 'members.space_id')
    .select('spaces.id')
    .where('members.user_id', '=', userId)
    .where('members.role', '=', 'owner')
    .where('spaces.kind', '=', 'personal')
    .executeTakeFirst()
  if (row === undefined) throw notFound({ what: 'space' })
  return row.id
}
