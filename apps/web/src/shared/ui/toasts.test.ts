import { expect, test } from 'vitest'
import { createToasts, TOASTS_MAX } from './toasts.ts'

function world() {
  const waiting: (() => void)[] = []
  const toasts = createToasts({ later: (run) => waiting.push(run) })
  return { toasts, timeIsUp: () => waiting.forEach((run) => run()) }
}
const texts = ({ toasts }: ReturnType<typeof world>) => toasts.shown().map(({ text }) => text)

test('a message goes by itself, one about an error stays until it is closed', () => {
  const here = world()
  here.toasts.show({ text: 'Moved' })
  here.toasts.show({ text: 'No room left', tone: 'bad' })
  here.timeIsUp()
  expect(texts(here)).toEqual(['No room left'])
  here.toasts.close(here.toasts.shown()[0]?.id ?? -1)
  expect(texts(here)).toEqual([])
})

test('older messages make room for newer ones', () => {
  const here = world()
  for (let n = 1; n <= TOASTS_MAX + 2; n++) here.toasts.show({ text: String(n) })
  expect(texts(here)).toEqual(['3', '4', '5'])
})

test('those who listen hear of each change until they stop', () => {
  const here = world()
  let heard = 0
  const stop = here.toasts.subscribe(() => heard++)
  here.toasts.show({ text: 'one' })
  stop()
  here.toasts.show({ text: 'two' })
  expect(heard).toBe(1)
})
