import { expect, test } from 'vitest'
import { planBatches } from './plan-batches.ts'

const A = 'aaaaaaaa-0000-4000-8000-000000000001'
const B = 'bbbbbbbb-0000-4000-8000-000000000002'
const F = 'ffffffff-0000-4000-8000-00000000000f'
const file = (path: string, sizeBytes = 1) => ({ path, sizeBytes })
const paths = (batches: { path: string }[][]) => batches.map((batch) => batch.map(({ path }) => path))

test('what fits goes in one request', () => {
  expect(paths(planBatches([file('letter.pdf'), file('photos/1.jpg')]))).toEqual([['letter.pdf', 'photos/1.jpg']])
})

test('the files of one tablet document go together, whatever the limits say', () => {
  const pages = Array.from({ length: 6 }, (_, n) => file(`xochitl/${A}/${n}.rm`))
  const batches = planBatches([file(`xochitl/${A}.metadata`), file(`xochitl/${B}.pdf`), ...pages], {
    filesMax: 3,
    bytesMax: 100,
  })
  expect(batches).toHaveLength(2)
  expect(batches.find((batch) => batch.length > 1)).toHaveLength(7)
})

test('documents of the same uuid in two copied folders are two', () => {
  const files = [file(`one/${A}.content`), file(`one/${A}.pdf`), file(`two/${A}.content`), file(`two/${A}.pdf`)]
  expect(paths(planBatches(files, { filesMax: 2, bytesMax: 100 }))).toEqual([
    [`one/${A}.content`, `one/${A}.pdf`],
    [`two/${A}.content`, `two/${A}.pdf`],
  ])
})

test('folders of the tablet come first, so that later documents find them', () => {
  const files = [file(`x/${A}.metadata`), file(`x/${A}/1.rm`), file(`x/${F}.metadata`), file(`x/${F}.content`)]
  expect(paths(planBatches(files, { filesMax: 2, bytesMax: 100 }))[0]).toEqual([`x/${F}.metadata`, `x/${F}.content`])
})

test('a plain folder that is too large is sent file by file, in as few requests as the limits allow', () => {
  const files = Array.from({ length: 5 }, (_, n) => file(`photos/${n}.jpg`, 40))
  expect(planBatches(files, { filesMax: 500, bytesMax: 100 }).map((batch) => batch.length)).toEqual([2, 2, 1])
})

test('a file larger than a request may be is sent alone', () => {
  const files = [file('small.pdf', 10), file('huge.pdf', 900), file('other.pdf', 10)]
  expect(planBatches(files, { filesMax: 500, bytesMax: 100 }).every((batch) => batch.length >= 1)).toBe(true)
  expect(planBatches(files, { filesMax: 500, bytesMax: 100 }).flat()).toHaveLength(3)
})

test('every file is sent exactly once', () => {
  const files = Array.from({ length: 1_300 }, (_, n) => file(`x/${n % 2 === 0 ? A : 'plain'}/${n}.rm`, n))
  const sent = planBatches(files).flat()
  expect(new Set(sent.map(({ path }) => path)).size).toBe(1_300)
  expect(sent).toHaveLength(1_300)
})
