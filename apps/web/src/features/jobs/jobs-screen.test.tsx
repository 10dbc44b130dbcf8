// @vitest-environment happy-dom
import { cancelJob, jobNotCancellable, jobNotRetryable, listJobs, retryJob } from '@kinfolio/contracts'
import type { Job } from '@kinfolio/contracts'
import { fireEvent, screen, within } from '@testing-library/react'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { aDocumentId, aJob, aJobId } from '../../shared/made.testing.ts'
import { button, closeTab, freshTab, isSaid, show } from '../../shared/screen.testing.tsx'
import { aServer } from '../../shared/server.testing.ts'
import type { FakeServer } from '../../shared/server.testing.ts'
import { JobsScreen } from './jobs-screen.tsx'

let server: FakeServer
beforeEach(() => {
  server = aServer()
  freshTab()
})
afterEach(closeTab)

const open = (at = '/dashboard/jobs') => show(JobsScreen, { path: '/dashboard/jobs', at })
const lists = (...jobs: Job[]) => server.on(listJobs, () => ({ jobs, next_cursor: null }))
const rowOf = async (title: string): Promise<HTMLElement> => {
  const row = (await screen.findByText(title)).closest('article')
  if (row === null) throw new Error(`${title} stands in no row`)
  return row
}

test('before anything was added the screen says what will appear here', async () => {
  lists()
  await open()
  expect(await screen.findByRole('heading', { name: 'No work yet' })).toBeTruthy()
  expect(screen.getByText(/drawing and reading them shows up here/)).toBeTruthy()
})

test('a filter without jobs names the state that was asked for', async () => {
  lists()
  await open('/dashboard/jobs?state=failed')
  expect(await screen.findByText('No job is in the state “Failed”.')).toBeTruthy()
  expect(server.askedOf(listJobs)[0]?.url).toContain('state=failed')
})

test('the filter shows which state is chosen and leads to each of the others', async () => {
  lists(aJob(1))
  await open('/dashboard/jobs?state=running')
  const links = within(await screen.findByRole('navigation', { name: 'Show' })).getAllByRole('link')
  expect(links.map((link) => link.textContent)).toEqual(['All', 'Waiting', 'Running', 'Done', 'Failed', 'Cancelled'])
  expect(links.filter((link) => link.getAttribute('aria-current') === 'page').map((link) => link.textContent)).toEqual([
    'Running',
  ])
  expect(links.map((link) => link.getAttribute('href'))).toEqual([
    '/dashboard/jobs',
    '/dashboard/jobs?state=waiting',
    '/dashboard/jobs?state=running',
    '/dashboard/jobs?state=done',
    '/dashboard/jobs?state=failed',
    '/dashboard/jobs?state=cancelled',
  ])
})

test('a running job says its state in a word and its progress in numbers and as a bar', async () => {
  lists(aJob(1, { progress: { done: 3, total: 12, unit: 'pages' } }))
  await open()
  const row = within(await rowOf('Reading'))
  expect(row.getByText('Running')).toBeTruthy()
  expect(row.getByText('3 of 12 pages')).toBeTruthy()
  const bar = row.getByRole<HTMLProgressElement>('progressbar', { name: 'Reading' })
  expect([bar.getAttribute('value'), bar.getAttribute('max')]).toEqual(['3', '12'])
})

test('a job that is done shows no bar and nothing to press', async () => {
  lists(aJob(1, { state: 'done', progress: { done: 1, total: 1, unit: 'pages' } }))
  await open()
  const row = within(await rowOf('Reading'))
  expect(row.queryByRole('progressbar')).toBeNull()
  expect(row.queryAllByRole('button')).toEqual([])
})

test('a failed job says why, how often it was tried, and offers another try', async () => {
  const progress = { done: 0, total: 1, unit: 'pages' } as const
  lists(aJob(1, { state: 'failed', error: 'The service refused the key.', attempts: 3, max_attempts: 3, progress }))
  await open()
  const row = within(await rowOf('Reading'))
  expect(row.getByText(/The service refused the key\./).textContent).toContain('Attempt 3 of 3')
  expect(row.getByRole('button').textContent).toBe('Try again')
})

test('a job that waits for its next attempt says when that is', async () => {
  const next_attempt_at = new Date(Date.now() + 10 * 60_000 + 5_000).toISOString()
  lists(aJob(1, { state: 'waiting', error: 'No answer.', attempts: 1, next_attempt_at }))
  await open()
  expect(await screen.findByText('Attempt 1 of 3 · Next attempt in 10 minutes')).toBeTruthy()
})

test('a job about a document leads there, one about none leads nowhere', async () => {
  lists(aJob(1, { title: 'Drawing Garden', document_id: aDocumentId(4) }), aJob(2, { title: 'Cleaning up' }))
  await open()
  const link = await screen.findByRole('link', { name: 'Drawing Garden' })
  expect(link.getAttribute('href')).toBe(`/dashboard/documents/${aDocumentId(4)}`)
  expect(screen.queryByRole('link', { name: 'Cleaning up' })).toBeNull()
})

test('cancelling is confirmed, and the list is asked for again', async () => {
  let state: Job['state'] = 'running'
  server.on(listJobs, () => ({ jobs: [aJob(1, { state })], next_cursor: null }))
  server.on(cancelJob, ({ params }) => {
    expect(params.job_id).toBe(aJobId(1))
    state = 'cancelled'
    return aJob(1, { state })
  })
  await open()
  await rowOf('Reading')
  fireEvent.click(button('Cancel'))
  await isSaid('The job is cancelled. What it had done stays.')
  expect(await screen.findByRole('button', { name: 'Try again' })).toBeTruthy()
})

test('a job that was over before it could be cancelled is said so', async () => {
  lists(aJob(1))
  server.on(cancelJob, () => jobNotCancellable({ state: 'done' }))
  await open()
  await rowOf('Reading')
  fireEvent.click(button('Cancel'))
  await isSaid('The job was already over.')
})

test('trying again is confirmed, or refused in words', async () => {
  lists(aJob(1, { state: 'cancelled' }))
  server.on(retryJob, () => aJob(1, { state: 'waiting' }))
  await open()
  await rowOf('Reading')
  fireEvent.click(button('Try again'))
  await isSaid('The job is tried again')
  server.on(retryJob, () => jobNotRetryable({ state: 'running' }))
  fireEvent.click(button('Try again'))
  await isSaid('Only a failed or cancelled job can be tried again.')
})

test('an action that does not reach the server says so and leaves the list as it is', async () => {
  lists(aJob(1))
  server.isAway(cancelJob)
  await open()
  await rowOf('Reading')
  fireEvent.click(button('Cancel'))
  await isSaid('Kinfolio cannot be reached. Nothing is lost; check that the server runs and that you are connected.')
  expect(within(await rowOf('Reading')).getByText('Running')).toBeTruthy()
})

test('the parts of a batch are fetched when they are unfolded, not before', async () => {
  server.on(listJobs, ({ query }) =>
    query.parent_id === undefined
      ? { jobs: [aJob(1, { title: 'Import' })], next_cursor: null }
      : { jobs: [aJob(2, { title: 'Page 1', progress: { done: 0, total: 1, unit: 'pages' } })], next_cursor: null },
  )
  await open()
  await rowOf('Import')
  expect(screen.queryByText('Page 1')).toBeNull()
  const details = screen.getByText('Parts of this job').closest('details')
  if (details === null) throw new Error('nothing can be unfolded')
  details.open = true
  fireEvent(details, new Event('toggle'))
  expect(await screen.findByText('Page 1')).toBeTruthy()
  expect(server.askedOf(listJobs).at(-1)?.url).toContain(`parent_id=${aJobId(1)}`)
})

test('single steps and transfers of bytes have no parts to unfold', async () => {
  lists(
    aJob(1, { title: 'One page', progress: { done: 0, total: 1, unit: 'pages' } }),
    aJob(2, { title: 'A backup', progress: { done: 10, total: 500, unit: 'bytes' } }),
  )
  await open()
  await rowOf('One page')
  expect(screen.queryByText('Parts of this job')).toBeNull()
})

test('a longer list goes on from its cursor when somebody asks for more', async () => {
  server.on(listJobs, ({ query }) =>
    query.cursor === undefined
      ? { jobs: [aJob(1, { title: 'Newer' })], next_cursor: 'after-1' }
      : { jobs: [aJob(2, { title: `Older, ${query.cursor}` })], next_cursor: null },
  )
  await open()
  await rowOf('Newer')
  fireEvent.click(button('Show more'))
  expect(await screen.findByText('Older, after-1')).toBeTruthy()
  expect(screen.getByText('Newer')).toBeTruthy()
  expect(screen.queryByRole('button', { name: 'Show more' })).toBeNull()
})

test('a list that cannot be had says what to do, and trying again shows it', async () => {
  server.fails(listJobs)
  await open()
  const alert = within(await screen.findByRole('alert'))
  expect(alert.getByText(/The server had a fault of its own/)).toBeTruthy()
  expect(alert.getByText('Reference for the log: req-7')).toBeTruthy()
  lists(aJob(1))
  fireEvent.click(alert.getByRole('button', { name: 'Try again' }))
  expect(await screen.findByText('Reading')).toBeTruthy()
})
