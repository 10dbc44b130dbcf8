import { expect, test } from 'vitest'
import { isCommon, isPersonal } from './common-passwords.ts'

test.each([
  ['as it is', 'unbelievable'],
  ['in capitals', 'UnBelievable'],
  ['with digits behind', 'password1234'],
  ['with signs around', '!!password!!2'],
  ['with signs for letters', 'P@ssw0rd1234'],
  ['twice in a row', 'passwordpassword'],
  ['three times', 'qwertyqwertyqwerty'],
  ['along the keyboard', '1qaz2wsx3edc4rfv'],
  ['a row of digits', '123456789012'],
])('%s: %s is common', async (_, password) => {
  expect(await isCommon(password)).toBe(true)
})

test.each([
  'correct horse battery staple',
  'ink on paper since 1843',
  'twelve chars',
  'пароль из слов',
  // A common word is hidden well enough where more stands around it than it is long.
  'password 8f2k, 93jd',
  '83610397password29574',
])('%s is not', async (password) => {
  expect(await isCommon(password)).toBe(false)
})

const ada = { email: 'ada.byron@example.org', name: 'Ada Byron-King' }
test.each(['ada.byron@example.org', 'ADA.BYRON1843', 'ada byron king', 'AdaByronKing99', 'adabyronadabyron'])(
  '%s is personal',
  (password) => {
    expect(isPersonal(password, ada)).toBe(true)
  },
)
test.each(['ada likes numbers', '1843184318431843', 'byron and the others'])('%s is not', (password) => {
  expect(isPersonal(password, ada)).toBe(false)
})

test('an address of signs alone makes no password personal', () => {
  expect(isPersonal('--------------', { email: '--', name: '' })).toBe(false)
})
