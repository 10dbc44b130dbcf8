import { expect, test } from 'vitest'
import { addressForPeople } from './address-for-people.ts'

test.each([
  ['http://127.0.0.1:8000', 'http://localhost:8000'],
  ['http://[::1]:8000', 'http://localhost:8000'],
  ['http://127.0.0.1', 'http://localhost'],
])('%s is told by the name of this machine', (url, told) => {
  expect(addressForPeople(url)).toBe(told)
})

test.each(['http://192.168.1.4:8000', 'http://0.0.0.0:8000', 'http://[fd00::1]:8000', 'http://127.0.0.10:8000'])(
  '%s stays, since it is reached from elsewhere or nowhere as localhost',
  (url) => expect(addressForPeople(url)).toBe(url),
)
