import { expect, test } from 'vitest'
import { createPasswords, refuseWeak } from './password.ts'

const cheap = { memoryKib: 64, passes: 1, lanes: 1 }

test('a password is kept as Argon2id and known again', async () => {
  const passwords = createPasswords(cheap)
  const stored = await passwords.hash('correct horse battery')
  expect(stored).toMatch(/^\$argon2id\$/)
  expect(await passwords.verify('correct horse battery', stored)).toBe(true)
  expect(await passwords.verify('correct horse batterz', stored)).toBe(false)
})

test('the default cost is three passes over 64 MiB in four lanes', async () => {
  expect(await createPasswords().hash('correct horse battery')).toContain('m=65536,t=3,p=4')
})

test('an accent composed differently is the same password', async () => {
  const passwords = createPasswords(cheap)
  expect(await passwords.verify('cafe\u0301 creme brulee', await passwords.hash('caf\u00e9 creme brulee'))).toBe(true)
})

test('without an account nothing is right, and the same work is done', async () => {
  const passwords = createPasswords(cheap)
  expect(await passwords.verify('no account has this password', undefined)).toBe(false)
  expect(await passwords.verify('no account has this password', null)).toBe(false)
})

test('more hashes than may wait are turned away', async () => {
  const passwords = createPasswords(cheap)
  const outcomes = await Promise.allSettled(Array.from({ length: 60 }, () => passwords.hash('correct horse battery')))
  const refused = outcomes.filter((outcome) => outcome.status === 'rejected')
  expect(refused).toHaveLength(8)
  expect(refused[0]?.reason).toMatchObject({ body: { type: '/problems/busy' } })
  expect(await passwords.hash('correct horse battery')).toMatch(/^\$argon2id/)
})

test('a line that was full once does not turn unknown accounts away for ever', async () => {
  const passwords = createPasswords(cheap)
  // Renewing looks at nothing before it stands in line.
  const outdated = '$argon2id$v=19$m=8,t=1,p=1$c2FsdHNhbHQ$aGFzaA'
  const filling = Array.from({ length: 52 }, () => passwords.renew('correct horse battery', outdated))
  await expect(passwords.verify('whatever it is', undefined)).rejects.toMatchObject({
    body: { type: '/problems/busy' },
  })
  await Promise.all(filling)
  expect(await passwords.verify('whatever it is', undefined)).toBe(false)
})

test('a hash that fails leaves its place to the next', async () => {
  const passwords = createPasswords(cheap)
  const broken = Array.from({ length: 6 }, () => passwords.verify('correct horse battery', '$argon2id$broken'))
  expect((await Promise.allSettled(broken)).map(({ status }) => status)).toEqual(Array(6).fill('rejected'))
  expect(await passwords.hash('correct horse battery')).toMatch(/^\$argon2id/)
})

test.each([
  ['short', 'short'],
  ['elevenchars', 'short'],
  ['aaaaaaaaaaaaaaaa', 'common'],
  ['ababababababab', 'common'],
  ['👍👍👍👍👍👍👍👍👍👍👍👍', 'common'],
  ['Password1234', 'common'],
  ['ada.byron1843', 'personal'],
])('%s is too weak, being %s', async (password, why) => {
  const whose = { email: 'ada.byron@example.org', name: 'Ada' }
  await expect(refuseWeak(password, whose)).rejects.toMatchObject({ body: { why, min_length: 12 } })
})
test.each(['twelve chars', 'correct horse battery staple', 'пароль из слов'])(
  '%s is strong enough',
  async (password) => {
    await expect(refuseWeak(password)).resolves.toBeUndefined()
  },
)

test('a hash that cost less than is asked for now is made anew, and others stay', async () => {
  const [before, now] = [createPasswords(cheap), createPasswords({ ...cheap, passes: 2 })]
  const stored = await before.hash('correct horse battery')
  const renewed = await now.renew('correct horse battery', stored)
  expect(renewed).toContain('t=2')
  expect(await now.verify('correct horse battery', renewed)).toBe(true)
  expect(await now.renew('correct horse battery', renewed ?? '')).toBeUndefined()
  expect(await before.renew('correct horse battery', renewed ?? '')).toBeUndefined()
})

test('a password that was chosen under older rules is hashed anew like any other', async () => {
  const now = createPasswords({ ...cheap, lanes: 2 })
  expect(await now.renew('password1234', '$argon2id$v=19$m=64,t=1,p=1$c2FsdHNhbHQ$aGFzaA')).toContain('p=2')
})
