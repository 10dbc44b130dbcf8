import { describe, expect, test } from 'vitest'
import { type OidcSettings, readProviders } from './provider-settings.ts'

const none: OidcSettings = { OIDC_NAME: 'Single sign-on', OIDC_PROVIDERS: [] }
const google = { OIDC_GOOGLE_CLIENT_ID: 'google-id', OIDC_GOOGLE_CLIENT_SECRET: 'google-secret' }
const apple = {
  OIDC_APPLE_CLIENT_ID: 'apple-id',
  OIDC_APPLE_TEAM_ID: 'TEAM',
  OIDC_APPLE_KEY_ID: 'KEY',
  OIDC_APPLE_PRIVATE_KEY: '-----BEGIN-----\\nabc\\n-----END-----',
}
const own = { OIDC_ISSUER: 'https://id.example.org', OIDC_CLIENT_ID: 'kinfolio' }
const more = {
  id: 'school',
  name: 'School',
  issuer: 'https://id.school.example',
  client_id: 'kin',
  scope: 'openid email',
  response_mode: 'query',
} as const
const read = (settings: Partial<OidcSettings>) => readProviders({ ...none, ...settings })

describe('the services people sign in by', () => {
  test('are none where none is set', () => {
    expect(read({})).toEqual([])
  })

  test('are in one order, whatever the environment’s', () => {
    const all = read({ OIDC_PROVIDERS: [more], ...own, ...apple, ...google })
    expect(all.map(({ id, kind, name }) => [id, kind, name])).toEqual([
      ['google', 'google', 'Google'],
      ['apple', 'apple', 'Apple'],
      ['oidc', 'oidc', 'Single sign-on'],
      ['school', 'oidc', 'School'],
    ])
  })

  test('Google comes back by its address, with its secret', () => {
    expect(read(google)).toEqual([
      {
        id: 'google',
        name: 'Google',
        kind: 'google',
        issuer: 'https://accounts.google.com',
        clientId: 'google-id',
        secret: { kind: 'fixed', secret: 'google-secret' },
        responseMode: 'query',
        scope: 'openid email profile',
      },
    ])
  })

  test('Apple comes back by a form, and its key has its lines again', () => {
    const [service] = read(apple)
    expect(service).toMatchObject({ issuer: 'https://appleid.apple.com', responseMode: 'form_post' })
    expect(service?.secret).toEqual({
      kind: 'apple',
      teamId: 'TEAM',
      keyId: 'KEY',
      privateKey: '-----BEGIN-----\nabc\n-----END-----',
    })
  })

  test('one’s own may do without a secret, and has the name it is given', () => {
    expect(read({ ...own, OIDC_NAME: 'The library' })).toMatchObject([
      { name: 'The library', secret: { kind: 'none' } },
    ])
    expect(read({ ...own, OIDC_CLIENT_SECRET: 's' })).toMatchObject([{ secret: { kind: 'fixed', secret: 's' } }])
  })

  test('more of them keep what is said of each', () => {
    const posting = { ...more, id: 'club', client_secret: 's', response_mode: 'form_post' } as const
    expect(read({ OIDC_PROVIDERS: [more, posting] })).toMatchObject([
      { id: 'school', clientId: 'kin', scope: 'openid email', secret: { kind: 'none' }, responseMode: 'query' },
      { id: 'club', secret: { kind: 'fixed', secret: 's' }, responseMode: 'form_post' },
    ])
  })
})

describe('a service that is set by half', () => {
  const without = <Given extends object>(given: Given, name: string) =>
    Object.fromEntries(Object.entries(given).filter(([key]) => key !== name))

  test.each([
    ...Object.keys(google).map((name) => ({ name, given: without(google, name) })),
    ...Object.keys(apple).map((name) => ({ name, given: without(apple, name) })),
    ...Object.keys(own).map((name) => ({ name, given: without(own, name) })),
  ])('without $name is refused by that name', ({ name, given }) => {
    expect(() => read(given)).toThrow(`${name}: not given`)
  })

  test('names all that is missing at once', () => {
    expect(() => read({ OIDC_APPLE_TEAM_ID: 'TEAM', OIDC_APPLE_KEY_ID: 'KEY' })).toThrow(
      'OIDC_APPLE_CLIENT_ID, OIDC_APPLE_PRIVATE_KEY: not given',
    )
  })
})

describe('two services of one id', () => {
  test.each([
    ['among the further ones', { OIDC_PROVIDERS: [more, { ...more, name: 'Other' }] }, 'school'],
    ['as Google', { ...google, OIDC_PROVIDERS: [{ ...more, id: 'google' }] }, 'google'],
    ['as Apple', { ...apple, OIDC_PROVIDERS: [{ ...more, id: 'apple' }] }, 'apple'],
    ['as one’s own', { ...own, OIDC_PROVIDERS: [{ ...more, id: 'oidc' }] }, 'oidc'],
  ])('%s are refused, and the id is said', (_, settings, id) => {
    expect(() => read(settings)).toThrow(`OIDC_PROVIDERS: two services have the id ${id}`)
  })
})
