import { CHANGE_OF_MIND_DAYS, listAudit, listMyAudit } from '@kinfolio/contracts'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { SWEEP } from '../src/kernel/database/index.ts'
import { type Asking, openWorld, type World } from './access-world.ts'
import { addMember, createPersonAndSpace } from './database.ts'
import { unzip } from './unzip.ts'

let world: World
let owner: string
beforeAll(async () => {
  world = await openWorld()
  owner = await world.signIn(world.people.owner)
}, 120_000)
afterAll(async () => world?.[Symbol.asyncDispose]())

const ask = async (method: Asking['method'], url: string, more: Partial<Asking> = {}) =>
  world.ask({ method, url, token: owner, space: world.own.space_id, ...more })
const problemOf = ({ body }: { body: string }) => (JSON.parse(body) as { type?: string }).type
const inSpace = async (query = '') =>
  listAudit.answer.parse((await ask('GET', `/api/audit?limit=200${query}`)).json()).entries
const forget = async () =>
  world.test.database.write(SWEEP, async (tx) => {
    await tx.deleteFrom('audit_log').execute()
  })

describe('looking into things', () => {
  test('is told once for a document, whatever was asked for, and not for a list or a thumbnail', async () => {
    const { document_id, page_id } = world.own
    const member = await world.signIn(world.people.member)
    const look = async (url: string) => expect((await ask('GET', url, { token: member })).status).toBeLessThan(400)
    await forget()
    for (const url of ['/api/documents', `/api/pages/${page_id}/drawing?as=thumbnail`, '/api/jobs']) await look(url)
    expect(await inSpace()).toEqual([])
    for (const url of [`/api/documents/${document_id}`, `/api/pages/${page_id}`, `/api/pages/${page_id}/drawing`]) {
      await look(url)
    }
    await look(`/api/pages/${page_id}/ink`)
    await look(`/api/documents/${document_id}/pages`)
    const told = { action: 'document.opened', actor: { id: world.people.member }, object: { id: document_id } }
    expect(await inSpace()).toMatchObject([told])
    expect(JSON.stringify(await inSpace())).not.toContain('Our notes')
  })

  test('of another kind is told each time: exports, changes, corrections', async () => {
    await forget()
    const { document_id, space_id } = world.own
    await ask('GET', `/api/documents/${document_id}/export?format=original`)
    await ask('GET', `/api/spaces/${space_id}/export`)
    await ask('PATCH', `/api/documents/${document_id}`, { json: { is_archived: true } })
    await ask('PATCH', `/api/documents/${document_id}`, { json: { is_archived: false } })
    await ask('PATCH', `/api/documents/${document_id}`, { json: { is_trashed: true } })
    await ask('PATCH', `/api/documents/${document_id}`, { json: { is_trashed: false } })
    await ask('POST', '/api/collections', { json: { title: 'New', parent_id: null } })
    await ask('PUT', '/api/settings/retention', { json: { trash_days: 45, archive_days: 120 } })
    await ask('POST', '/api/upload/files', { files: { 'note.txt': 'nothing' } })
    expect((await inSpace()).map(({ action }) => action).toReversed()).toEqual([
      'document.exported',
      'space.exported',
      'document.archived',
      'document.unarchived',
      'document.trashed',
      'document.restored',
      'folder.created',
      'retention.set',
      'files.imported',
    ])
  })
})

test('what is critical asks for a fresh proof', async () => {
  await world.test.database.write({ kind: 'person', userId: world.people.owner }, async (tx) =>
    tx
      .updateTable('sessions')
      .set({ proved_at: new Date(Date.now() - 6 * 60_000) })
      .execute(),
  )
  const { space_id } = world.own
  for (const [method, url, json] of [
    ['GET', '/api/me/export', undefined],
    ['GET', `/api/spaces/${space_id}/export`, undefined],
    ['DELETE', '/api/me', { confirm: 'x' }],
    ['DELETE', `/api/spaces/${space_id}`, { confirm: 'x' }],
  ] as const) {
    expect([url, problemOf(await ask(method, url, { json }))]).toEqual([url, '/problems/step-up-required'])
  }
  owner = await world.signIn(world.people.owner)
})

test('everything about a person is one zip with what the modules know and their own space, and no secret', async () => {
  const answer = await ask('GET', '/api/me/export')
  expect([answer.status, answer.headers['content-type']]).toEqual([200, 'application/zip'])
  const files = await unzip(answer.raw)
  const names = [...files.keys()]
  for (const name of ['account', 'sessions', 'activity', 'memberships', 'ways-in', 'notices', 'kinfolio-person']) {
    expect(names).toContain(`${name}.json`)
  }
  expect(names.filter((name) => name.startsWith('Personal space/Documents/')).length).toBeGreaterThan(1)
  const all = Buffer.concat([...files.values()]).toString('latin1')
  expect(all).toContain(`${world.people.owner}@example.org`)
  for (const secret of ['password_hash', 'token_sha256', 'key_sha256', 'sealed', 'argon2'])
    expect(all).not.toContain(secret)
})

describe('an account', () => {
  test('is not deleted by the wrong word, nor while others would be left in a space without an owner', async () => {
    expect(problemOf(await ask('DELETE', '/api/me', { json: { confirm: 'yes' } }))).toBe('/problems/not-confirmed')
    const confirm = `${world.people.owner}@EXAMPLE.org `
    const refused = await ask('DELETE', '/api/me', { json: { confirm } })
    expect(refused.json()).toMatchObject({
      type: '/problems/hand-over-first',
      spaces: [{ id: world.own.space_id, name: 'Owner' }],
    })
    expect((await ask('GET', '/api/me/deletion')).json()).toEqual({ deletes_at: null })
  })

  test('goes in 30 days, ends every other session at once, and may be kept until then', async () => {
    const { userId } = await createPersonAndSpace(world.test.database, { name: 'Leaving' })
    const [here, elsewhere] = [await world.signIn(userId), await world.signIn(userId)]
    const own = { token: here, space: undefined }
    const asked = await ask('DELETE', '/api/me', { ...own, json: { confirm: `${userId}@example.org` } })
    const days = (Date.parse(String(asked.json()['deletes_at'])) - Date.now()) / 86_400_000
    expect(days).toBeCloseTo(CHANGE_OF_MIND_DAYS, 1)
    expect((await ask('GET', '/api/me', { ...own, token: elsewhere })).status).toBe(401)
    // Signed in anew, the person is told and can do all they could.
    const again = { token: await world.signIn(userId), space: undefined }
    expect((await ask('GET', '/api/me/deletion', again)).json()).toEqual(asked.json())
    expect((await ask('POST', '/api/me/deletion/take-back', again)).json()).toEqual({ deletes_at: null })
    expect(problemOf(await ask('POST', '/api/me/deletion/take-back', again))).toBe('/problems/account-not-deleted')
    const { entries } = listMyAudit.answer.parse((await ask('GET', '/api/me/audit', again)).json())
    const told = entries.map(({ action }) => action).filter((action) => action.startsWith('account.'))
    expect(told).toEqual(['account.deletion-taken-back', 'account.deletion-asked'])
  })
})

describe('a space', () => {
  test('is hidden from all its members, and only its owner brings it back, as it was', async () => {
    const { database } = world.test
    const { userId, spaceId } = await createPersonAndSpace(database, { name: 'The Mays', kind: 'family' })
    const { userId: mate } = await createPersonAndSpace(database)
    await addMember(database, { userId: mate, spaceId, role: 'admin' })
    const [mine, theirs] = [await world.signIn(userId), await world.signIn(mate)]
    const at = `/api/spaces/${spaceId}`
    const wrong = await ask('DELETE', at, { token: mine, space: spaceId, json: { confirm: 'Mays' } })
    expect(problemOf(wrong)).toBe('/problems/not-confirmed')
    const done = await ask('DELETE', at, { token: mine, space: spaceId, json: { confirm: ' the mays' } })
    expect(done.json()).toMatchObject({ id: spaceId, name: 'The Mays' })

    for (const token of [mine, theirs]) {
      expect((await ask('GET', '/api/documents', { token, space: spaceId })).status).toBe(404)
      const { spaces } = (await ask('GET', '/api/me', { token, space: undefined })).json()
      expect(JSON.stringify(spaces)).not.toContain(spaceId)
    }
    const listed = async (token: string) =>
      (await ask('GET', '/api/me/deleted-spaces', { token, space: undefined })).json()['spaces']
    expect(await listed(mine)).toEqual([done.json()])
    expect(await listed(theirs)).toEqual([])
    const back = async (token: string) => ask('POST', `${at}/restore`, { token, space: undefined })
    expect(problemOf(await back(theirs))).toBe('/problems/space-not-deleted')
    expect((await back(mine)).status).toBe(204)
    for (const token of [mine, theirs]) {
      expect((await ask('GET', '/api/documents', { token, space: spaceId })).status).toBe(200)
    }
    const { rows } = await database.read(SWEEP, async (db) =>
      sql<{ action: string }>`select action from audit_log where space_id = ${spaceId} order by id`.execute(db),
    )
    expect(rows.map(({ action }) => action)).toEqual(['space.deletion-asked', 'space.deletion-taken-back'])
  })

  test('of one’s own goes only with the account', async () => {
    const { space_id } = world.personal
    const refused = await ask('DELETE', `/api/spaces/${space_id}`, { space: space_id, json: { confirm: 'Relative' } })
    expect(problemOf(refused)).toBe('/problems/personal-space-stays')
  })
})
