import type { SpaceId, UserId } from '@kinfolio/contracts'
import type { z } from 'zod'
import type { Db } from '../../kernel/database/index.ts'
import type { DomainEvents } from '../../kernel/events/index.ts'
import type { JobHandler, JobRun } from '../../kernel/jobs/index.ts'
import { accountChanged } from '../accounts/index.ts'
import { membersChanged, personInvited, quotaReached } from '../spaces/index.ts'
import { type Rule, ruleOfAccountChange, ruleOfMembersChange, ruleOfQuota, webhookOffRule } from './notice-rules.ts'
import { mailToAddress, type StoredParams, type TellDeps, tellPeople } from './tell-people.ts'
import { tellWebhooks, type Happening } from './webhooks/tell-webhooks.ts'
import { tellWebhookOffJob } from './webhooks/webhook.jobs.ts'

/** What modules above announce becomes notices, mails and messages to webhooks. Their jobs fill nobody's list. */
export function subscribeNotices(deps: TellDeps, events: Pick<DomainEvents, 'subscribe'>): void {
  events.subscribe(accountChanged, {
    name: 'notices.tell-account-changed',
    isQuiet: true,
    react: async (body, run) => tellAccountChanged(deps, { body, run }),
  })
  events.subscribe(membersChanged, {
    name: 'notices.tell-members-changed',
    isQuiet: true,
    react: async (body, run) => tellMembersChanged(deps, { body, run }),
  })
  events.subscribe(personInvited, {
    name: 'notices.mail-invitation',
    isQuiet: true,
    react: async (body, run) =>
      mailToAddress(deps, {
        spaceId: body.space_id,
        address: body.email,
        eventKey: run.id,
        params: { invitation_id: body.invitation_id },
      }),
  })
  events.subscribe(quotaReached, {
    name: 'notices.tell-quota-reached',
    isQuiet: true,
    react: async (body, run) => tellQuotaReached(deps, { body, run }),
  })
}

/** A webhook was switched off: the ones who manage the space are told. */
export function handleWebhookOff(deps: TellDeps): JobHandler<typeof tellWebhookOffJob.payload> {
  return {
    kind: tellWebhookOffJob,
    run: async ({ spaceId, host }, run) =>
      tellSpace(deps, { run, rule: webhookOffRule, spaceId, about: undefined, params: { host } }),
  }
}

type BodyOf<Event extends { body: z.ZodType }> = z.output<Event['body']>

async function tellAccountChanged(
  deps: TellDeps,
  { body, run }: { body: BodyOf<typeof accountChanged>; run: JobRun },
): Promise<void> {
  const { user_id, change, address, user_agent } = body
  const rule = ruleOfAccountChange(change)
  const params = { address, user_agent }
  await tellPeople(deps, { rule, eventKey: run.id, userIds: [user_id], spaceId: undefined, params })
}

async function tellMembersChanged(
  deps: TellDeps,
  { body, run }: { body: BodyOf<typeof membersChanged>; run: JobRun },
): Promise<void> {
  const { space_id: spaceId, user_id, change, role } = body
  const params: StoredParams = { user_id, ...(role === null ? {} : { role }) }
  await tellSpace(deps, { run, rule: ruleOfMembersChange(change), spaceId, about: user_id, params })
  const kinds = { joined: 'member.joined', left: 'member.left', removed: 'member.left' } as const
  if (change === 'role-changed' || change === 'handed-over') return
  await tellHappened(deps, { run, happened: { spaceId, kind: kinds[change], ids: { space_id: spaceId, user_id } } })
}

async function tellQuotaReached(
  deps: TellDeps,
  { body, run }: { body: BodyOf<typeof quotaReached>; run: JobRun },
): Promise<void> {
  const { space_id: spaceId, kind: quota, percent, reset_at } = body
  const params: StoredParams = { quota, ...(reset_at === null ? {} : { reset_at }) }
  await tellSpace(deps, { run, rule: ruleOfQuota(percent), spaceId, about: undefined, params })
  const ids = { space_id: spaceId, quota, percent }
  await tellHappened(deps, { run, happened: { spaceId, kind: 'quota.reached', ids } })
}

type TellingSpace = {
  run: JobRun
  rule: Rule
  spaceId: SpaceId
  /** Whom it is about: told when the rule says so, and otherwise left out, since they know. */
  about: UserId | undefined
  params: StoredParams
}

async function tellSpace(deps: TellDeps, telling: TellingSpace): Promise<void> {
  const { run, rule, spaceId, about } = telling
  const { name, managers } = await deps.database.read(run.context, async (db) => ({
    name: await nameOfSpace(db, spaceId),
    managers: await managersOf(db, spaceId),
  }))
  const toldOfThemselves = about === undefined ? [] : [about]
  const userIds = rule.to === 'the person' ? toldOfThemselves : managers.filter((id) => id !== about)
  const params = { ...telling.params, ...(name === undefined ? {} : { space_name: name }) }
  await tellPeople(deps, { rule, eventKey: run.id, userIds, spaceId, params })
}

async function nameOfSpace(db: Db, spaceId: SpaceId): Promise<string | undefined> {
  const space = await db.selectFrom('spaces').select('name').where('id', '=', spaceId).executeTakeFirst()
  return space?.name
}

async function managersOf(db: Db, spaceId: SpaceId): Promise<UserId[]> {
  const rows = await db
    .selectFrom('members')
    .select('user_id')
    .where('space_id', '=', spaceId)
    .where('role', 'in', ['owner', 'admin'])
    .execute()
  return rows.map(({ user_id }) => user_id)
}

/** Comes last and ends the job, so that webhooks hear of it once. */
async function tellHappened(
  { jobs }: Pick<TellDeps, 'jobs'>,
  { run, happened }: { run: JobRun; happened: Happening },
): Promise<void> {
  await run.finish(async (tx) => tellWebhooks({ jobs }, { tx, happened: [happened] }))
}
