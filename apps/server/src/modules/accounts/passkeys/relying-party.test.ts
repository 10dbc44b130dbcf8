import { describe, expect, test } from 'vitest'
import { relyingPartyOf } from './relying-party.ts'

const at = (publicUrl: string | undefined, host: string, protocol = 'http') =>
  relyingPartyOf({ publicUrl: publicUrl === undefined ? undefined : new URL(publicUrl), request: { host, protocol } })

describe('the party that passkeys are made for', () => {
  test('is PUBLIC_URL, whatever the request says it was sent to', () => {
    const home = { id: 'home.example.org', origin: 'https://home.example.org' }
    expect(at('https://home.example.org', 'home.example.org', 'https')).toEqual(home)
    expect(at('https://home.example.org/kinfolio/', 'localhost:8000')).toEqual(home)
    expect(at('https://home.example.org', 'evil.example')).toEqual(home)
    expect(at('https://home.example.org:8443', 'x')).toEqual({
      id: 'home.example.org',
      origin: 'https://home.example.org:8443',
    })
  })

  test('is localhost with its port where no PUBLIC_URL is set', () => {
    expect(at(undefined, 'localhost:8000')).toEqual({ id: 'localhost', origin: 'http://localhost:8000' })
    expect(at('http://localhost:8000', 'x')).toEqual({ id: 'localhost', origin: 'http://localhost:8000' })
  })

  const nowhere: [why: string, publicUrl: string | undefined, host: string, protocol: string][] = [
    ['a name that only the caller gives', undefined, 'home.example.org', 'https'],
    ['a name that ends like localhost', undefined, 'localhost.evil.example', 'http'],
    ['an address of numbers', undefined, '127.0.0.1:8000', 'http'],
    ['nothing', undefined, '', 'http'],
    ['a PUBLIC_URL of numbers', 'https://192.168.1.4', 'x', 'https'],
    ['a PUBLIC_URL of IPv6', 'https://[fd00::1]', 'x', 'https'],
    ['a PUBLIC_URL without https', 'http://home.lan', 'home.lan', 'http'],
  ]
  test.each(nowhere.map(([why, ...given]) => ({ why, given })))('is nobody for $why', ({ given }) => {
    expect(at(...given)).toBeUndefined()
  })
})
