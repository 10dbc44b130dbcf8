import { expect, test } from 'vitest'
import { safeNext } from './safe-next.ts'

test('after the sign-in only addresses of this app are gone to', () => {
  expect(safeNext('/dashboard/jobs?state=failed')).toBe('/dashboard/jobs?state=failed')
  expect(safeNext('/dashboard')).toBe('/dashboard')
  for (const away of [undefined, '', 'https://elsewhere.example', '//elsewhere.example', '/dashboard.evil', '/api/me'])
    expect(safeNext(away)).toBe('/dashboard')
})
