import { expect, test } from 'vitest'
import { createProofs } from './proofs.ts'

test('asked twice at once it is one question, and both hear the answer', async () => {
  const proofs = createProofs()
  const heard: boolean[] = []
  proofs.subscribe(() => heard.push(proofs.isAsked()))
  const both = Promise.all([proofs.ask(), proofs.ask()])
  expect(heard).toEqual([true])
  proofs.settle(true)
  expect(await both).toEqual([true, true])
  expect(heard).toEqual([true, false])
})

test('who would rather not is asked again the next time', async () => {
  const proofs = createProofs()
  proofs.subscribe(() => undefined)
  const first = proofs.ask()
  proofs.settle(false)
  expect(await first).toBe(false)
  const second = proofs.ask()
  expect(proofs.isAsked()).toBe(true)
  proofs.settle(true)
  expect(await second).toBe(true)
})

test('where nobody can answer, nobody waits', async () => {
  const proofs = createProofs()
  const stop = proofs.subscribe(() => undefined)
  stop()
  expect(await proofs.ask()).toBe(false)
  proofs.settle(true)
  expect(proofs.isAsked()).toBe(false)
})
