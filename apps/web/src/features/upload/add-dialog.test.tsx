// @vitest-environment happy-dom
import { getUsage, type QuotaUsage } from '@kinfolio/contracts'
import { act, fireEvent, screen } from '@testing-library/react'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { answerChooser } from '../../shared/intake/chooser.testing.ts'
import { intake } from '../../shared/intake/intake.ts'
import { aStoredDocument, stored, watchUploads } from '../../shared/intake/uploads.testing.ts'
import type { Upload } from '../../shared/intake/uploads.testing.ts'
import { someUsage } from '../../shared/made.testing.ts'
import { button, closeTab, explanationOf, freshTab, show } from '../../shared/screen.testing.tsx'
import { aServer } from '../../shared/server.testing.ts'
import type { FakeServer } from '../../shared/server.testing.ts'
import { AddDialog } from './add-dialog.tsx'
import { LARGE_UPLOAD_FILES } from './read-limit.ts'

let server: FakeServer
let uploads: Upload[]
let isClosed: boolean
beforeEach(() => {
  server = aServer()
  uploads = watchUploads()
  isClosed = false
  freshTab()
})
afterEach(() => {
  for (const run of intake.runs()) intake.hide(run.id)
  closeTab()
})

async function open(pages: Partial<QuotaUsage>): Promise<void> {
  server.on(getUsage, () => someUsage(pages))
  await show(() => <AddDialog collectionId={null} onClose={() => (isClosed = true)} />)
  await screen.findByRole('button', { name: 'Choose files' })
  await act(async () => undefined)
}
const files = (count: number): [string, string][] =>
  Array.from({ length: count }, (_, at) => [`in/${1_000 + at}.png`, 'x'])
const box = () => screen.findByRole<HTMLInputElement>('checkbox', { name: 'Read only the newest pages now' })
const field = () => screen.getByRole<HTMLInputElement>('textbox', { name: 'How many pages' })
const choose = async (chosen: [string, string][]): Promise<void> => {
  answerChooser(chosen)
  fireEvent.click(button('Choose files'))
  await act(async () => undefined)
}
const limitOf = async (number = 1): Promise<string | null> => {
  await vi.waitFor(() => expect(uploads.filter(({ isSent }) => isSent)).toHaveLength(number))
  return new URL(uploads[number - 1]?.url ?? '', 'http://nas').searchParams.get('read_pages_max')
}

test('where the plan has a limit, what is left is said and the limit is offered, off at first', async () => {
  await open({ used: 12 })
  expect((await box()).checked).toBe(false)
  expect(screen.getByText(/The others are kept and drawn.*The plan has 18 pages left this month/)).toBeTruthy()
  expect(screen.queryByRole('textbox')).toBeNull()
  await choose([['a.pdf', 'x']])
  expect([await limitOf(), isClosed]).toEqual([null, true])
})

test('turned on, it begins with what the plan has left, and is sent with the files', async () => {
  await open({ used: 12 })
  fireEvent.click(await box())
  expect(field().value).toBe('18')
  fireEvent.change(field(), { target: { value: '5' } })
  await choose([['a.pdf', 'x']])
  expect(await limitOf()).toBe('5')
})

test('turned off again, nothing is limited', async () => {
  await open({ used: 12 })
  fireEvent.click(await box())
  fireEvent.click(await box())
  await choose([['a.pdf', 'x']])
  expect(await limitOf()).toBeNull()
})

test('what is no number is explained, and nothing can be chosen until it is one', async () => {
  await open({ used: 12 })
  fireEvent.click(await box())
  fireEvent.change(field(), { target: { value: 'a few' } })
  expect(explanationOf(field())).toBe('Give a whole number, 0 or more.')
  expect([button('Choose files').disabled, button('Choose a folder').disabled]).toEqual([true, true])
  fireEvent.change(field(), { target: { value: '0' } })
  expect([explanationOf(field()), button('Choose files').disabled]).toEqual(['', false])
})

test('without a limit of the plan a few files are sent at once', async () => {
  await open({ limit: null })
  expect(screen.queryByRole('checkbox')).toBeNull()
  await choose(files(LARGE_UPLOAD_FILES - 1))
  expect([await limitOf(), isClosed]).toEqual([null, true])
})

test('without a limit of the plan a large upload asks once, and sends what was chosen', async () => {
  await open({ limit: null })
  await choose(files(LARGE_UPLOAD_FILES))
  expect(await screen.findByText(`You chose ${LARGE_UPLOAD_FILES} files.`)).toBeTruthy()
  expect([uploads.length, isClosed]).toEqual([0, false])
  fireEvent.click(await box())
  expect(field().value).toBe('100')
  fireEvent.click(button('Add them'))
  expect([await limitOf(), uploads[0]?.paths().length, isClosed]).toEqual(['100', LARGE_UPLOAD_FILES, true])
})

test('a large upload whose pages shall all be read is one more press', async () => {
  await open({ limit: null })
  await choose(files(LARGE_UPLOAD_FILES))
  fireEvent.click(await screen.findByRole('button', { name: 'Add them' }))
  expect(await limitOf()).toBeNull()
})

test('the limit is shared by all requests of one upload', async () => {
  await open({ used: 0, limit: 1_000 })
  fireEvent.click(await box())
  fireEvent.change(field(), { target: { value: '600' } })
  await choose(files(501))
  expect(await limitOf(1)).toBe('600')
  const documents = Array.from({ length: 500 }, (_, at) => aStoredDocument(at))
  await act(async () => uploads[0]?.answers(202, stored(1, { documents })))
  expect(await limitOf(2)).toBe('100')
})

test('what is sent again after a break keeps the limit that was left', async () => {
  await open({ used: 0, limit: 1_000 })
  fireEvent.click(await box())
  fireEvent.change(field(), { target: { value: '600' } })
  await choose(files(501))
  await limitOf(1)
  const documents = Array.from({ length: 500 }, (_, at) => aStoredDocument(at))
  await act(async () => uploads[0]?.answers(202, stored(1, { documents })))
  await limitOf(2)
  await act(async () => uploads[1]?.breaks())
  await act(async () => intake.runs()[0]?.retry())
  expect(await limitOf(3)).toBe('100')
})

test('a server that does not know the plan is no reason not to add anything', async () => {
  server.fails(getUsage)
  await show(() => <AddDialog collectionId={null} onClose={() => (isClosed = true)} />)
  await screen.findByRole('button', { name: 'Choose files' })
  await choose([['a.pdf', 'x']])
  expect(await limitOf()).toBeNull()
})
