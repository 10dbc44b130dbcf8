import { mailId, noticeId, type UserId } from '@kinfolio/contracts'
import { afterEach, expect, test } from 'vitest'
import { SWEEP } from '../../../kernel/database/index.ts'
import { accountChanged } from '../../accounts/index.ts'
import { asPerson, type NoticesHouse, openNoticesHouse, until } from '../notices.testing.ts'
import { createScriptedMailer } from './adapters/scripted.ts'
import { createSmtpMailer } from './adapters/smtp.ts'
import { LOGIN, openSmtpHouse, type SmtpHouse } from './smtp-house.fixture.ts'

let house: NoticesHouse
afterEach(async () => house[Symbol.asyncDispose]())

const mailerTo = ({ port, cert }: SmtpHouse) =>
  createSmtpMailer({
    host: 'localhost',
    port,
    secure: 'starttls',
    login: LOGIN,
    from: { name: 'Kinfolio', address: 'kinfolio@example.org' },
    trusted: cert,
    timeoutMs: 5_000,
  })

async function happens(change: 'passkey-added' | 'password-reset-asked', userId: UserId = house.owner) {
  const body = { user_id: userId, change, address: '192.0.2.7', user_agent: 'Firefox' }
  const about = { spaceId: undefined, onBehalfOf: userId, title: 'An account' }
  await house.test.database.write({ kind: 'person', userId }, async (tx) =>
    house.events.announce(tx, accountChanged, { ...about, body }),
  )
}

const listed = async (userId: UserId = house.owner) => house.notices.mails.listMails({ ...asPerson(userId), limit: 50 })
const theOne = async () => (await listed()).mails[0]
const stop = new AbortController().signal

test('a mail goes through a real mail server, with its own id as its Message-ID', async () => {
  await using smtp = await openSmtpHouse()
  house = await openNoticesHouse({ mailer: mailerTo(smtp) })
  await happens('passkey-added')
  const mail = await until(theOne, (one) => one?.state === 'sent')
  expect(smtp.taken).toHaveLength(1)
  expect(smtp.taken[0]).toMatchObject({ subject: 'A passkey was added', messageId: `<${mail?.id}@home.example.org>` })
})

test('greylisting is waited out: each try is counted and said, and then the mail is sent once', async () => {
  await using smtp = await openSmtpHouse()
  smtp.trouble = 'later'
  house = await openNoticesHouse({ mailer: mailerTo(smtp) })
  await happens('passkey-added')
  const waiting = await until(theOne, (one) => (one?.attempts ?? 0) >= 2)
  expect(waiting).toMatchObject({
    state: 'waiting',
    error: 'localhost put the mail off (451 4.7.1 greylisted, come again)',
  })
  smtp.trouble = 'none'
  expect(await until(theOne, (one) => one?.state === 'sent')).toMatchObject({ error: null })
  expect(smtp.taken).toHaveLength(1)
})

test('a mailbox that does not exist fails at once, visibly, and can be tried again by its person', async () => {
  await using smtp = await openSmtpHouse()
  smtp.trouble = 'refused'
  house = await openNoticesHouse({ mailer: mailerTo(smtp) })
  const other = await house.join('member')
  await happens('passkey-added')
  const failed = await until(theOne, (one) => one?.state === 'failed')
  expect(failed).toMatchObject({ attempts: 1, error: 'localhost refused the mail (550 5.1.1 no such mailbox)' })
  if (failed === undefined) throw new Error('there is none')
  const again = { mailId: mailId.parse(failed.id) }
  await expect(house.notices.mails.retryMail({ ...asPerson(other), ...again })).rejects.toMatchObject({
    body: { status: 404 },
  })
  smtp.trouble = 'none'
  await house.notices.mails.retryMail({ ...asPerson(house.owner), ...again })
  await until(theOne, (one) => one?.state === 'sent')
  expect(smtp.taken).toHaveLength(1)
})

test('each try at a mail with a link has a link of its own', async () => {
  house = await openNoticesHouse()
  house.mail.trouble = 'breaks-off'
  await happens('password-reset-asked')
  await until(theOne, (one) => (one?.attempts ?? 0) >= 2)
  house.mail.trouble = 'none'
  await until(theOne, (one) => one?.state === 'sent')
  expect(house.minted.length).toBeGreaterThanOrEqual(3)
  expect(house.mail.taken[0]?.text).toContain(`#token=secret-${house.minted.length}`)
})

test('without a mail server mails wait visibly, for their person and for who runs the server', async () => {
  house = await openNoticesHouse({ mailer: 'none' })
  const relative = await house.join('member')
  await happens('passkey-added')
  await happens('passkey-added', relative)
  await until(
    async () => (await listed()).waiting_in_all,
    (waiting) => waiting === 2,
  )
  expect(await listed()).toMatchObject({ is_set_up: false, waiting: 1 })
  expect(await theOne()).toMatchObject({ state: 'waiting', error: expect.stringContaining('not set up') })
  expect(await listed(relative)).toMatchObject({ waiting: 1, waiting_in_all: null })
})

test('what waited is sent once mail is set up; what waited too long is given up with a word', async () => {
  house = await openNoticesHouse({ mailer: 'none' })
  await happens('password-reset-asked')
  await until(
    async () => (await listed()).waiting,
    (waiting) => waiting === 1,
  )
  house.clock.at = new Date(house.clock.at.getTime() + 2 * 3_600_000)
  await happens('passkey-added')
  await until(
    async () => (await listed()).waiting,
    (waiting) => waiting === 2,
  )

  await house.reopen({ mailer: createScriptedMailer(house.mail) }).upkeep(stop)
  const { mails } = await listed()
  expect(mails.map(({ kind, state }) => [kind, state])).toEqual([
    ['passkey-added', 'waiting'],
    ['password-reset-asked', 'failed'],
  ])
  expect(mails[1]?.error).toMatch(/no longer held/)
  const jobs = await house.test.database.read(SWEEP, async (db) =>
    db
      .selectFrom('jobs')
      .select(['kind', 'space_id', 'on_behalf_of'])
      .where('kind', '=', 'notices.send-mail')
      .execute(),
  )
  expect(jobs).toEqual([{ kind: 'notices.send-mail', space_id: null, on_behalf_of: house.owner }])
})

test('old notices, mails and deliveries are forgotten after their days, and nothing before', async () => {
  house = await openNoticesHouse()
  await happens('passkey-added')
  await until(theOne, (one) => one?.state === 'sent')
  const age = async (days: number) => {
    const { sql } = await import('kysely')
    await house.test.database.write(SWEEP, async (tx) => {
      for (const table of ['notices', 'mails']) {
        await sql`update ${sql.table(table)} set created_at = now() - ${days} * interval '1 day'`.execute(tx)
      }
    })
    await house.notices.upkeep(stop)
    const { notices } = await house.notices.listNotices({ ...asPerson(house.owner), limit: 5 })
    return [notices.length, (await listed()).mails.length]
  }
  expect(await age(29)).toEqual([1, 1])
  expect(await age(31)).toEqual([1, 0])
  expect(await age(91)).toEqual([0, 0])
})

test('people see their own mails and notices alone, whatever they ask for', async () => {
  house = await openNoticesHouse()
  const other = await house.join('admin')
  await happens('passkey-added')
  await until(theOne, (one) => one?.state === 'sent')
  const seen = await house.test.database.read({ kind: 'person', userId: other }, async (db) => [
    await db.selectFrom('notices').selectAll().execute(),
    await db.selectFrom('mails').selectAll().execute(),
  ])
  expect(seen).toEqual([[], []])
})

test('notices are marked as read one by one or all, by their person alone', async () => {
  house = await openNoticesHouse()
  const other = await house.join('admin')
  for (let at = 0; at < 3; at += 1) await happens('passkey-added')
  const mine = asPerson(house.owner)
  const { notices } = await until(
    async () => house.notices.listNotices({ ...mine, limit: 2 }),
    ({ unread }) => unread === 3,
  )
  const ids = notices.slice(0, 1).map(({ id }) => noticeId.parse(id))
  await house.notices.readNotices({ ...asPerson(other), ids })
  expect(await house.notices.readNotices({ ...mine, ids })).toEqual({ unread: 2 })
  const next = await house.notices.listNotices({ ...mine, limit: 2, cursor: notices[1]?.id })
  expect([next.notices.length, next.next_cursor]).toEqual([1, null])
  expect(await house.notices.readNotices({ ...mine, ids: undefined })).toEqual({ unread: 0 })
})
