import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sessionId, userId } from '@kinfolio/contracts'
import { decodeProtectedHeader } from 'jose'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { ACCESS_TOKEN_S, type AccessTokens, openAccessTokens } from './access-tokens.ts'
import { LOOK_AGAIN_MS, rotateSigningKey } from './signing-keys.ts'

const person = {
  userId: userId.parse('01890000-0000-7000-8000-000000000001'),
  sessionId: sessionId.parse('01890000-0000-7000-8000-000000000002'),
}
const start = new Date('2026-11-20T12:00:00Z').getTime()
const time = { ms: start }
const clock = { now: () => new Date(time.ms) }

let keysDir = ''
let tokens: AccessTokens
beforeEach(async () => {
  time.ms = start
  keysDir = await mkdtemp(join(tmpdir(), 'kinfolio-keys-'))
  tokens = await openAccessTokens({ keysDir, clock })
})
afterEach(async () => rm(keysDir, { recursive: true }))

const issue = async (by = tokens): Promise<string> => (await by.issue(person)).token
const kidOf = (token: string): unknown => decodeProtectedHeader(token).kid

test('a rotated key signs from the next look at the file on, and nobody is thrown out', async () => {
  const before = await issue()
  await rotateSigningKey({ keysDir, clock, isAtOnce: false })
  expect(kidOf(await issue())).toBe(kidOf(before))
  time.ms += LOOK_AGAIN_MS
  const after = await issue()
  expect(kidOf(after)).not.toBe(kidOf(before))
  expect([await tokens.read(before), await tokens.read(after)]).toMatchObject([person, person])
})

test('a process that has not looked yet believes what another signed with the new key', async () => {
  const other = await openAccessTokens({ keysDir, clock })
  await rotateSigningKey({ keysDir, clock, isAtOnce: false })
  time.ms += LOOK_AGAIN_MS
  const fresh = await openAccessTokens({ keysDir, clock })
  expect(await other.read(await issue(fresh))).toMatchObject(person)
})

test('a retired key is forgotten when all its tokens have long run out', async () => {
  const before = kidOf(await issue())
  await rotateSigningKey({ keysDir, clock, isAtOnce: false })
  const kept = async (): Promise<unknown[]> =>
    JSON.parse(await readFile(join(keysDir, 'signing-keys.json'), 'utf8')).keys.map(({ kid }: { kid: unknown }) => kid)
  expect(await kept()).toContain(before)
  time.ms += 2 * ACCESS_TOKEN_S * 1_000
  await rotateSigningKey({ keysDir, clock, isAtOnce: false })
  expect(await kept()).not.toContain(before)
  expect(await kept()).toHaveLength(2)
})

test('a key that somebody saw ends at once, with every token it signed, also those known to be good', async () => {
  const before = await issue()
  expect(await tokens.read(before)).toMatchObject(person)
  await rotateSigningKey({ keysDir, clock, isAtOnce: true })
  time.ms += LOOK_AGAIN_MS
  expect(await tokens.read(before)).toBe('invalid')
  expect(await tokens.read(await issue())).toMatchObject(person)
})

test('the file stays the server’s alone, and leaves nothing beside it', async () => {
  await rotateSigningKey({ keysDir, clock, isAtOnce: false })
  expect(await readdir(keysDir)).toEqual(['signing-keys.json'])
  expect((await stat(join(keysDir, 'signing-keys.json'))).mode & 0o777).toBe(0o600)
})

test('a damaged file stops the start', async () => {
  for (const text of ['', '{}', '{"keys":[]}', 'nonsense', '{"keys":[{"kty":"oct","k":"AA","kid":"a"}]}']) {
    await writeFile(join(keysDir, 'signing-keys.json'), text)
    await expect(openAccessTokens({ keysDir, clock })).rejects.toThrow()
  }
})

test('made-up names of keys make the server read its file every few seconds at most', async () => {
  const [head, ...rest] = (await issue()).split('.')
  const { alg, typ } = JSON.parse(Buffer.from(head ?? '', 'base64url').toString())
  await rm(join(keysDir, 'signing-keys.json'))
  for (let n = 0; n < 50; n++) {
    const made = Buffer.from(JSON.stringify({ alg, typ, kid: `made-${n}` })).toString('base64url')
    expect(await tokens.read([made, ...rest].join('.'))).toBe('invalid')
  }
  // Reading would have made a new file.
  expect(await readdir(keysDir)).toEqual([])
})
