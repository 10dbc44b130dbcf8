import { setImmediate as turn } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { createSlots, defaultSlotCount } from './process-slots.ts'

const nobodyStops = new AbortController().signal

test('one core stays free, and there are never more than two processes', () => {
  expect([1, 2, 3, 16].map((cores) => defaultSlotCount(cores))).toEqual([1, 1, 2, 2])
})

test('the third waits until one of two leaves, in the order of asking', async () => {
  const slots = createSlots(2)
  const first = await slots.take(nobodyStops)
  await slots.take(nobodyStops)
  const entered: string[] = []
  const third = slots.take(nobodyStops).then((slot) => (entered.push('third'), slot))
  void slots.take(nobodyStops).then(() => entered.push('fourth'))
  await turn()
  expect(entered).toEqual([])
  first[Symbol.dispose]()
  // Leaving twice must not let two in.
  first[Symbol.dispose]()
  await turn()
  expect(entered).toEqual(['third'])
  ;(await third)[Symbol.dispose]()
  await turn()
  expect(entered).toEqual(['third', 'fourth'])
})

test('who stops waiting gives its place in the queue away', async () => {
  const slots = createSlots(1)
  const held = await slots.take(nobodyStops)
  const stop = new AbortController()
  const impatient = slots.take(stop.signal)
  const patient = slots.take(nobodyStops)
  stop.abort(new Error('owner cancelled'))
  await expect(impatient).rejects.toThrow('owner cancelled')
  held[Symbol.dispose]()
  expect(await patient).toBeDefined()
})
