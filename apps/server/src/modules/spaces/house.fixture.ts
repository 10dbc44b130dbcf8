import {
  type EventIds,
  type EventKind,
  type MemberRole,
  quotaExceeded,
  sessionId,
  type SpaceId,
  type UserId,
} from '@kinfolio/contracts'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { addMember, createPersonAndSpace, openTestDatabase, type TestDatabase } from '../../../test/database.ts'
import { createPersonLog } from '../../kernel/events/index.ts'
import type { Actor } from '../../kernel/http/index.ts'
import { newId } from '../../kernel/ids.ts'
import { accessTokens as tokensOf, createPasswords } from '../accounts/index.ts'
import { createSpaces, type Spaces } from './create-spaces.ts'
import { makeSetupCode } from './setup-code.ts'

const FULL = { kind: 'members', used: 2, reserved: 0, limit: 2, reset_at: null } as const

export const START = new Date('2026-11-20T12:00:00Z').getTime()

/** The use cases of spaces on a real database, with a clock to turn and what was announced to look at. */
export type House = AsyncDisposable & {
  data: TestDatabase
  spaces: Spaces
  time: { ms: number }
  /** Whether the plan has no room for one more member. */
  room: { isFull: boolean }
  announced: { name: string; body: unknown }[]
  clock: { now(): Date }
  deps: Parameters<typeof createSpaces>[0]
  person(name: string): Promise<UserId>
  family(roles: Record<string, MemberRole>): Promise<{ id: SpaceId; people: Record<string, UserId> }>
  as(
    userId: UserId,
    at: { spaceId: SpaceId; role: MemberRole },
  ): { actor: Actor; context: PersonContext; address: string }
  roles(spaceId: SpaceId): Promise<Record<string, MemberRole>>
  /** What the person's devices were told, oldest first. */
  told(userId: UserId): Promise<{ kind: EventKind; ids: EventIds }[]>
  audited(spaceId: SpaceId): Promise<{ action: string; actor_id: string | null; address: string }[]>
}
type PersonContext = { kind: 'person'; userId: UserId; spaceId: SpaceId }

export async function openHouse(): Promise<House> {
  await using parts = new AsyncDisposableStack()
  const data = parts.use(await openTestDatabase())
  const keysDir = await mkdtemp(join(tmpdir(), 'kinfolio-family-'))
  parts.defer(async () => rm(keysDir, { recursive: true }))
  const time = { ms: START }
  const clock = { now: () => new Date(time.ms) }
  const room = { isFull: false }
  const announced: House['announced'] = []
  const deps = {
    database: data.database,
    accessTokens: await tokensOf.open({ keysDir, clock }),
    passwords: createPasswords({ memoryKib: 64, passes: 1, lanes: 1 }),
    clock,
    setupCode: { read: async () => makeSetupCode(), forget: async () => undefined },
    personLog: createPersonLog({ wake: () => undefined }),
    requireRoomForMember: async () => {
      if (room.isFull) throw quotaExceeded({ quota: FULL, wanted: 1, plan: 'small' })
    },
    tellMembersUsed: async ({ spaceId }: { spaceId: SpaceId }) =>
      void announced.push({ name: 'places', body: spaceId }),
    events: {
      announce: async (_tx: unknown, event: { name: string }, { body }: { body: unknown }) =>
        void announced.push({ name: event.name, body }),
    },
  }
  const running = parts.move()
  const looking = await openAdmin(data, running)
  return {
    data,
    room,
    spaces: createSpaces(deps),
    time,
    announced,
    clock,
    deps,
    person: async (name) => (await createPersonAndSpace(data.database, { name })).userId,
    family: async (roles) => createFamily(data, roles),
    as: (userId, { spaceId, role }) => ({
      actor: { userId, sessionId: newId(sessionId), spaceId, role },
      context: { kind: 'person', userId, spaceId },
      address: '192.0.2.7',
    }),
    ...looking,
    [Symbol.asyncDispose]: async () => running.disposeAsync(),
  }
}

async function createFamily(
  data: TestDatabase,
  roles: Record<string, MemberRole>,
): Promise<{ id: SpaceId; people: Record<string, UserId> }> {
  const { userId, spaceId: id } = await createPersonAndSpace(data.database, { name: 'Founder', kind: 'family' })
  await data.database.write({ kind: 'person', userId }, (tx) =>
    tx.deleteFrom('members').where('space_id', '=', id).execute(),
  )
  const people: Record<string, UserId> = {}
  for (const [name, role] of Object.entries(roles)) {
    const person = await createPersonAndSpace(data.database, { name })
    await addMember(data.database, { userId: person.userId, spaceId: id, role })
    people[name] = person.userId
  }
  return { id, people }
}

/** Looks past row security, as no code of ours can. */
async function openAdmin(
  data: TestDatabase,
  parts: AsyncDisposableStack,
): Promise<Pick<House, 'roles' | 'told' | 'audited'>> {
  const admin = new pg.Client({ connectionString: data.adminUrl })
  await admin.connect()
  parts.defer(async () => admin.end())
  const rows = async (text: string, value: string) => (await admin.query(text, [value])).rows
  return {
    roles: async (spaceId) =>
      Object.fromEntries(
        (
          await rows(
            'select u.name, m.role from members m join users u on u.id = m.user_id where m.space_id = $1 order by 1',
            spaceId,
          )
        ).map(({ name, role }) => [name, role]),
      ),
    told: async (userId) => rows('select kind, ids from user_events where user_id = $1 order by seq', userId),
    audited: async (spaceId) =>
      rows('select action, actor_id, address from audit_log where space_id = $1 order by at, id', spaceId),
  }
}

/** How an attempt ended: the type of its problem, `ok`, or the words of an error that is none. */
export async function endOf(attempt: Promise<unknown>): Promise<string> {
  return attempt.then(
    () => 'ok',
    (error: Error & { body?: { type?: string } }) => error.body?.type?.replace('/problems/', '') ?? error.message,
  )
}
