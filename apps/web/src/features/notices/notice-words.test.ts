import { memberRole, noticeKind } from '@kinfolio/contracts'
import { expect, test } from 'vitest'
import { byDay, noticeWords, placeOf } from './notice-words.ts'
import { aNotice } from './notices.testing.ts'

const known = {
  address: '192.0.2.7',
  user_agent: 'Firefox on Linux',
  space_name: 'The Mays',
  role: 'view_only',
  quota: 'pages_read',
  host: 'hooks.example.org',
} as const
const sentenceOf = (change: Parameters<typeof aNotice>[1]) => noticeWords(aNotice(1, change)).sentence

test.each(noticeKind.options)('%s is told in one sentence, whether all of it is known or nothing', (kind) => {
  const said = [noticeWords(aNotice(1, { kind, params: known, person_name: 'May' })), noticeWords(aNotice(1, { kind }))]
  for (const { sentence } of said) {
    expect(sentence).toMatch(/^[A-Z“][^\n]{8,}$/)
    expect(sentence).not.toMatch(/undefined|null|NaN|_|\s$|: $|notices\.told/)
  }
})

test('no two kinds of notice are told in the same words', () => {
  const all = noticeKind.options.map((kind) => sentenceOf({ kind, params: known }))
  expect(new Set(all).size).toBe(noticeKind.options.length)
})

test.each([
  ['member-joined', 'May joined The Mays'],
  ['member-left', 'May left The Mays'],
  ['removed-from-space', 'You are no longer in The Mays'],
  ['space-handed-over', 'You are the owner of The Mays now'],
  ['role-changed', 'Your role in The Mays is now: view only'],
  ['quota-used-up', 'Used up in The Mays: pages read this month'],
  ['quota-nearly-used', 'Nine tenths are used in The Mays: pages read this month'],
  ['webhook-switched-off', 'The webhook from The Mays to hooks.example.org was switched off'],
  ['signed-in-somewhere-new', 'Somebody signed in from a new place: Firefox on Linux, 192.0.2.7'],
] as const)('%s names who and what it is about', (kind, sentence) => {
  expect(sentenceOf({ kind, params: known, person_name: 'May' })).toBe(sentence)
})

test.each([
  ['member-joined', 'Somebody joined a space'],
  ['role-changed', 'Your role in a space is now: another one'],
  ['quota-used-up', 'Used up in a space: a limit of the plan'],
  ['webhook-switched-off', 'The webhook from a space to another server was switched off'],
  ['signed-in-somewhere-new', 'Somebody signed in from a new place: an unknown place'],
] as const)('%s says something whole about whom one no longer shares a space with', (kind, sentence) => {
  expect(sentenceOf({ kind })).toBe(sentence)
})

test.each(memberRole.options)('the role %s is written as people write it', (role) => {
  expect(sentenceOf({ kind: 'role-changed', params: { role } })).toBe(
    `Your role in a space is now: ${role.replace('_', ' ')}`,
  )
})

test.each([
  ['pages_read', 'pages read this month'],
  ['narrated_minutes', 'narrated minutes this month'],
  ['stored_bytes', 'storage'],
  ['members', 'members'],
  ['of a newer server', 'a limit of the plan'],
])('the quota %s has a name', (quota, name) => {
  expect(sentenceOf({ kind: 'quota-used-up', params: { quota } })).toBe(`Used up in a space: ${name}`)
})

test('where it came from stands below, unless the sentence says it already', () => {
  const detail = (change: Parameters<typeof aNotice>[1]) => noticeWords(aNotice(1, change)).detail
  expect(detail({ kind: 'passkey-added', params: known })).toBe('From Firefox on Linux, 192.0.2.7')
  expect(detail({ kind: 'passkey-added', params: { address: '192.0.2.7', user_agent: '' } })).toBe('From 192.0.2.7')
  expect(detail({ kind: 'signed-in-somewhere-new', params: known })).toBeNull()
  expect(detail({ kind: 'passkey-added' })).toBeNull()
})

test('every kind leads to where something can be done, but what one was removed from leads nowhere', () => {
  const places = Object.fromEntries(noticeKind.options.map((kind) => [kind, placeOf({ kind })]))
  expect(places).toMatchObject({
    'password-changed': '/dashboard/settings',
    'quota-used-up': '/dashboard/settings',
    'webhook-switched-off': '/dashboard/settings/webhooks',
    'removed-from-space': null,
  })
  expect(Object.values(places).filter((place) => place === null)).toHaveLength(1)
})

const now = new Date(2026, 10, 20, 12).getTime()
const at = (n: number, ...when: [number, number, number, number, number]) =>
  aNotice(n, { created_at: new Date(...when).toISOString() })

test('days are those of the reader: what was told a minute before midnight is of yesterday', () => {
  const days = byDay([at(4, 2026, 10, 20, 0, 1), at(3, 2026, 10, 19, 23, 59), at(2, 2026, 10, 18, 23, 59)], now)
  expect(days.map(({ name, notices }) => [name, notices.length])).toEqual([
    ['Today', 1],
    ['Yesterday', 1],
    ['Wednesday, November 18', 1],
  ])
})

test('notices of one day stand together, in the order they come', () => {
  const of = [at(3, 2026, 10, 20, 11, 0), at(2, 2026, 10, 20, 10, 0), at(1, 2026, 10, 20, 9, 0)]
  expect(byDay(of, now)).toEqual([{ name: 'Today', notices: of }])
  expect(byDay([], now)).toEqual([])
})
