import { expect, test } from 'vitest'
import { aJob, aPage } from '../made.testing.ts'
import { withDrawnPage, withJob } from './patches.ts'

test('a drawn page is shown as drawn in whichever list holds it, and the others stay', () => {
  const lists = { pages: [{ pages: [aPage(1)] }, { pages: [aPage(2), aPage(3)] }], pageParams: [null, 'next'] }
  const patched = withDrawnPage(aPage(2).id)(lists)
  expect(patched?.pages.flatMap((list) => list.pages.map((each) => each.draw_status))).toEqual([
    'pending',
    'drawn',
    'pending',
  ])
  expect(lists.pages[1]?.pages[0]?.draw_status).toBe('pending')
})

test('a job is replaced by newer news of it, not by older', () => {
  const lists = { pages: [{ jobs: [aJob(1), aJob(2)] }], pageParams: [null] }
  const newer = aJob(2, { progress: { done: 4, total: 10, unit: 'pages' }, updated_at: '2026-01-01T00:00:06Z' })
  const older = aJob(2, { progress: { done: 1, total: 10, unit: 'pages' }, updated_at: '2026-01-01T00:00:01Z' })
  expect(withJob(newer)(lists)?.pages[0]?.jobs.map(({ progress }) => progress.done)).toEqual([0, 4])
  expect(withJob(older)(withJob(newer)(lists))?.pages[0]?.jobs[1]?.progress.done).toBe(4)
})

test('lists that are not there yet stay so', () => {
  expect(withJob(aJob(1))(undefined)).toBeUndefined()
  expect(withDrawnPage(aPage(1).id)(undefined)).toBeUndefined()
})
