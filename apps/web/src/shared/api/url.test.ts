import { expect, test } from 'vitest'
import { buildUrl } from './url.ts'

test('names in a path are filled and escaped', () => {
  expect(
    buildUrl({ path: '/api/pages/:page_id/readings/:reading_id', params: { page_id: 'a/b', reading_id: 'ü' } }),
  ).toBe('/api/pages/a%2Fb/readings/%C3%BC')
})

test('a query carries only what is there', () => {
  const query = { q: 'apple & pear', from: undefined, to: null, offset: 0, is_trashed: 'true' }
  expect(buildUrl({ path: '/api/search', query })).toBe('/api/search?q=apple+%26+pear&offset=0&is_trashed=true')
})

test('a name without a value is a fault of the caller', () => {
  expect(() => buildUrl({ path: '/api/jobs/:job_id', params: {} })).toThrow('job_id')
})
