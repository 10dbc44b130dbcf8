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
  const filling = Array.from({ length: 52 }, () => passwords.hash('correct horse battery'))
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

test.each(['short', 'elevenchars', 'aaaaaaaaaaaaaaaa', 'ababababababab', '👍👍👍👍👍👍👍👍👍👍👍👍'])(
  '%s is too weak',
  (password) => {
    expect(() => refuseWeak(password)).toThrow('too short or too common')
  },
)
test.each(['twelve chars', 'correct horse battery staple', 'пароль из слов'])('%s is strong enough', (password) => {
  expect(() => refuseWeak(password)).not.toThrow()
})
