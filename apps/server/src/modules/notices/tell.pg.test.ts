import { invitationId, type MailTopic, sessionId, type UserId } from '@kinfolio/contracts'
import { afterEach, expect, test } from 'vitest'
import { SWEEP } from '../../kernel/database/index.ts'
import { newId } from '../../kernel/ids.ts'
import { accountChanged } from '../accounts/index.ts'
import { membersChanged, personInvited, quotaReached } from '../spaces/index.ts'
import { asPerson, type NoticesHouse, openNoticesHouse, until } from './notices.testing.ts'

let house: NoticesHouse
afterEach(async () => house[Symbol.asyncDispose]())

async function accountEvent(userId: UserId, change: 'passkey-added' | 'password-reset-asked' | 'sessions-ended') {
  const body = { user_id: userId, change, address: '192.0.2.7', user_agent: 'Firefox on Linux' }
  const about = { spaceId: undefined, onBehalfOf: userId, title: 'An account' }
  await house.test.database.write({ kind: 'person', userId }, async (tx) =>
    house.events.announce(tx, accountChanged, { ...about, body }),
  )
}

type MemberChange = 'joined' | 'left' | 'removed' | 'role-changed' | 'handed-over'
async function memberEvent(change: MemberChange, userId: UserId, by = house.owner) {
  const about = { spaceId: house.space, onBehalfOf: by, title: 'A space' }
  const body = { space_id: house.space, change, user_id: userId, role: 'member' as const }
  await house.test.database.write(SWEEP, async (tx) => house.events.announce(tx, membersChanged, { ...about, body }))
}

async function quotaEvent(percent: 90 | 100) {
  const about = { spaceId: house.space, onBehalfOf: undefined, title: 'A quota' }
  const body = { space_id: house.space, kind: 'pages_read' as const, percent, reset_at: '2026-12-01T00:00:00.000Z' }
  await house.test.database.write(SWEEP, async (tx) => house.events.announce(tx, quotaReached, { ...about, body }))
}

const managing = () => ({
  context: { kind: 'person', userId: house.owner, spaceId: house.space } as const,
  actor: { userId: house.owner, spaceId: house.space, role: 'owner' as const, sessionId: newId(sessionId) },
  address: '192.0.2.7',
})
const told = async (userId: UserId) => house.notices.listNotices({ ...asPerson(userId), limit: 50 })
const mailsOf = async (userId: UserId) => house.notices.mails.listMails({ ...asPerson(userId), limit: 50 })
/** All events are told: none of their jobs waits or runs. */
const settled = async () =>
  until(
    async () =>
      house.test.database.read(SWEEP, async (db) =>
        db.selectFrom('jobs').select(['kind', 'state', 'error']).where('state', 'in', ['waiting', 'running']).execute(),
      ),
    (open) => open.length === 0,
  )

test('a change of an account is told to its person in the app and by mail, with where it came from', async () => {
  house = await openNoticesHouse()
  await accountEvent(house.owner, 'passkey-added')
  await until(
    async () => house.mail.taken.length,
    (sent) => sent === 1,
  )
  const { notices, unread } = await told(house.owner)
  expect(unread).toBe(1)
  expect(notices).toMatchObject([
    { kind: 'passkey-added', space_id: null, read_at: null, params: { address: '192.0.2.7' } },
  ])
  expect(house.mail.taken).toMatchObject([
    { to: { address: `${house.owner}@example.org`, name: 'Ada' }, subject: 'A passkey was added' },
  ])
  expect(house.mail.taken[0]?.text).toContain('Firefox on Linux, 192.0.2.7')
  await settled()
  expect((await mailsOf(house.owner)).mails).toMatchObject([{ kind: 'passkey-added', state: 'sent', attempts: 1 }])
})

test('the devices of the person hear of the notice, and nobody else’s', async () => {
  house = await openNoticesHouse()
  const other = await house.join('admin')
  await accountEvent(house.owner, 'passkey-added')
  await settled()
  const logOf = async (userId: UserId) =>
    house.test.database.read({ kind: 'person', userId }, async (db) =>
      db.selectFrom('user_events').select(['kind', 'ids']).where('kind', '=', 'notice.created').execute(),
    )
  const [notice] = (await told(house.owner)).notices
  expect(await logOf(house.owner)).toEqual([{ kind: 'notice.created', ids: { notice_id: notice?.id } }])
  expect(await logOf(other)).toEqual([])
})

test('some kinds come without a mail, and some by mail alone, with a link made when it is sent', async () => {
  house = await openNoticesHouse()
  await accountEvent(house.owner, 'sessions-ended')
  await accountEvent(house.owner, 'password-reset-asked')
  await settled()
  expect((await told(house.owner)).notices.map(({ kind }) => kind)).toEqual(['sessions-ended'])
  expect(house.mail.taken.map(({ subject }) => subject)).toEqual(['Choose a new password'])
  expect(house.mail.taken[0]?.text).toContain('https://home.example.org/dashboard/password-reset-asked#token=secret-1')
  expect(house.mail.taken[0]?.to.address).toBe('proved@example.org')
})

test('no table ever holds a secret link or the words of a mail', async () => {
  house = await openNoticesHouse()
  await accountEvent(house.owner, 'password-reset-asked')
  await settled()
  const rows = await house.test.database.read(SWEEP, async (db) => ({
    mails: await db.selectFrom('mails').selectAll().execute(),
    jobs: await db.selectFrom('jobs').selectAll().execute(),
    events: await db.selectFrom('user_events').selectAll().execute(),
  }))
  expect(rows.mails).toHaveLength(1)
  expect(JSON.stringify(rows)).not.toMatch(/secret-|Choose a new/)
})

test('who joins is told to those who manage the space, not to members, and not to the one who joined', async () => {
  house = await openNoticesHouse()
  const [admin, member] = [await house.join('admin'), await house.join('member', 'May')]
  await memberEvent('joined', member)
  await settled()
  for (const manager of [house.owner, admin]) {
    const { notices } = await told(manager)
    expect(notices).toMatchObject([{ kind: 'member-joined', space_id: house.space, person_name: 'May' }])
  }
  expect((await told(member)).notices).toEqual([])
  expect(house.mail.taken).toEqual([])
})

test('who was removed is told with the name of the space, which they can no longer look up', async () => {
  house = await openNoticesHouse()
  const member = await house.join('member')
  await house.test.database.write(SWEEP, async (tx) =>
    tx.deleteFrom('members').where('user_id', '=', member).where('space_id', '=', house.space).execute(),
  )
  await memberEvent('removed', member)
  await settled()
  expect((await told(member)).notices).toMatchObject([{ kind: 'removed-from-space', params: { space_name: 'Ada' } }])
  expect(house.mail.taken).toMatchObject([{ subject: 'You are no longer in Ada' }])
  expect((await told(house.owner)).notices).toEqual([])
})

test('who left by themselves is told of to those who manage the space, though they are in it no more', async () => {
  house = await openNoticesHouse()
  const member = await house.join('member', 'May')
  await house.test.database.write(SWEEP, async (tx) =>
    tx.deleteFrom('members').where('user_id', '=', member).where('space_id', '=', house.space).execute(),
  )
  await memberEvent('left', member, member)
  await settled()
  expect((await told(house.owner)).notices).toMatchObject([{ kind: 'member-left', params: { space_name: 'Ada' } }])
  expect((await told(member)).notices).toEqual([])
})

test.each([
  ['joined', 'member.joined'],
  ['left', 'member.left'],
  ['removed', 'member.left'],
  ['role-changed', undefined],
  ['handed-over', undefined],
] as const)('webhooks that listen hear of “%s” as %s, with ids alone', async (change, kind) => {
  house = await openNoticesHouse()
  const member = await house.join('member', 'May')
  const kinds = ['member.joined', 'member.left'] as const
  await house.notices.webhooks.createWebhook({ ...managing(), url: 'https://hook.example.org/', kinds })
  await memberEvent(change, member)
  await settled()
  expect(house.sender.posted.map(({ body }) => JSON.parse(body))).toEqual(
    kind === undefined
      ? []
      : [{ type: kind, timestamp: expect.any(String), data: { space_id: house.space, user_id: member } }],
  )
})

test('a quota is told to owners and admins, by mail unless they said otherwise', async () => {
  house = await openNoticesHouse()
  const admin = await house.join('admin')
  const mail = Object.fromEntries(['members', 'quotas', 'webhooks'].map((topic) => [topic, topic !== 'quotas']))
  const preferences = { mail: mail as Record<MailTopic, boolean> }
  await house.notices.putPreferences({ ...asPerson(admin), preferences })
  await quotaEvent(90)
  await quotaEvent(100)
  await settled()
  for (const manager of [house.owner, admin]) {
    expect((await told(manager)).notices.map(({ kind }) => kind).toSorted()).toEqual([
      'quota-nearly-used',
      'quota-used-up',
    ])
  }
  expect(house.mail.taken.map(({ to }) => to.address)).toEqual(Array(2).fill(`${house.owner}@example.org`))
  expect(house.mail.taken[0]?.unsubscribeUrl).toBe('https://home.example.org/dashboard/settings/notices')
})

test('mails about the security of the account come whatever was switched off', async () => {
  house = await openNoticesHouse()
  const preferences = { mail: { members: false, quotas: false, webhooks: false } }
  await house.notices.putPreferences({ ...asPerson(house.owner), preferences })
  expect(await house.notices.getPreferences(asPerson(house.owner))).toEqual(preferences)
  await accountEvent(house.owner, 'passkey-added')
  await settled()
  expect(house.mail.taken).toMatchObject([{ subject: 'A passkey was added', unsubscribeUrl: undefined }])
})

test('an invitation goes to its address, says who invites, and is the space’s to look after', async () => {
  house = await openNoticesHouse()
  const [admin, member] = [await house.join('admin'), await house.join('member')]
  const about = { spaceId: house.space, onBehalfOf: house.owner, title: 'An invitation' }
  const body = { space_id: house.space, invitation_id: newId(invitationId), email: 'may@example.org' }
  await house.test.database.write(SWEEP, async (tx) => house.events.announce(tx, personInvited, { ...about, body }))
  await settled()
  expect(house.mail.taken).toMatchObject([
    { to: { address: 'may@example.org' }, subject: 'Ada invites you to The Mays' },
  ])
  expect((await mailsOf(admin)).mails).toMatchObject([
    { kind: 'invitation', address: 'may@example.org', state: 'sent' },
  ])
  expect((await mailsOf(member)).mails).toEqual([])
})

test('an event whose job runs twice is told once', async () => {
  house = await openNoticesHouse()
  await accountEvent(house.owner, 'passkey-added')
  await settled()
  // As after a kill between the telling and the end of the job.
  const again = await house.test.database.write(SWEEP, async (tx) => {
    const job = await tx
      .updateTable('jobs')
      .set({ state: 'waiting', finished_at: null })
      .where('kind', '=', 'notices.tell-account-changed')
      .returning('id')
      .executeTakeFirstOrThrow()
    const { enqueueJobs } = await import('../../kernel/jobs/job-rows.ts')
    await enqueueJobs(tx, [job.id])
    return job.id
  })
  await settled()
  const row = await house.test.database.read(SWEEP, async (db) =>
    db.selectFrom('jobs').select('attempts').where('id', '=', again).executeTakeFirstOrThrow(),
  )
  expect(row.attempts).toBe(2)
  expect((await told(house.owner)).notices).toHaveLength(1)
  expect(house.mail.taken).toHaveLength(1)
})

test('none of it stands in the list of jobs, nor in the log of the space', async () => {
  house = await openNoticesHouse()
  await quotaEvent(100)
  await settled()
  const viewer = { userId: house.owner, spaceId: house.space }
  expect((await house.jobs.listJobs({ ...viewer, limit: 50 })).jobs).toEqual([])
  const logged = await house.test.database.read({ kind: 'person', userId: house.owner }, async (db) =>
    db.selectFrom('user_events').select('kind').execute(),
  )
  expect(logged.map(({ kind }) => kind)).toEqual(['notice.created'])
})
