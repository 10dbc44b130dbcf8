import { pageId } from '@kinfolio/contracts'
import { unpackPage } from '@kinfolio/ink'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openTestHouse, type TestHouse } from './recognition.testing.ts'

let at: TestHouse
beforeAll(async () => (at = await openTestHouse({ current: { script: () => 'Buy milk' } })))
afterAll(async () => at[Symbol.asyncDispose]())

const signal = new AbortController().signal
const openInk = (id = pageId.parse(crypto.randomUUID())) =>
  at.recognition.openInk({ context: at.context, spaceId: at.context.spaceId, pageId: id, signal })

test('a page is given stroke by stroke, as large as its drawing, in the order it was written', async () => {
  const { pageIds } = await at.add([{ notes: 'Buy milk\nand honey' }], { title: 'inked' })
  const { page: drawn } = await at.library.openPage({
    context: at.context,
    spaceId: at.context.spaceId,
    id: pageIds[0]!,
  })
  const packed = await (await openInk(pageIds[0])).open()
  const { page, pace } = unpackPage(new Uint8Array(packed))
  expect([page.width, page.height]).toEqual([drawn.width, drawn.height])
  const strokes = page.marks.filter(({ kind }) => kind === 'outline')
  expect(strokes.length).toBeGreaterThan(10)
  expect([...pace.order]).toEqual([...strokes.keys()])
  expect(pace.isMeasured).toBe(true)
})

test('its tag is that of the page’s version, so that a browser asks again and is told to keep what it has', async () => {
  const { pageIds } = await at.add([{ notes: 'one' }, { notes: 'two' }], { title: 'tagged' })
  const tags = await Promise.all(pageIds.map(async (id) => (await openInk(id)).tag))
  expect(new Set(tags).size).toBe(2)
  expect((await openInk(pageIds[0])).tag).toBe(tags[0])
})

test('a page that is not in the space is not found', async () => {
  await expect(openInk()).rejects.toMatchObject({ body: { type: '/problems/page-not-found' } })
})
