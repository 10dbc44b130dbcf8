import { setImmediate as turn } from 'node:timers/promises'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createSlots } from './process-slots.ts'

const never = new AbortController().signal

type Guest = { stop: AbortController; slot?: Disposable; state: 'waiting' | 'inside' | 'left' }

/** Runs a script of arrivals, departures and impatience; says who got in and how many were inside at most. */
async function play(count: number, script: readonly { what: 'arrive' | 'leave' | 'give-up'; who: number }[]) {
  const slots = createSlots(count)
  const guests: Guest[] = []
  const entered: number[] = []
  let most = 0
  const inside = (): Guest[] => guests.filter(({ state }) => state === 'inside')
  for (const { what, who } of script) {
    if (what === 'arrive') {
      const guest: Guest = { stop: new AbortController(), state: 'waiting' }
      const number = guests.push(guest) - 1
      slots.take(guest.stop.signal).then(
        (slot) => {
          Object.assign(guest, { slot, state: 'inside' })
          entered.push(number)
        },
        () => (guest.state = 'left'),
      )
    }
    if (what === 'leave') {
      const guest = inside()[who % Math.max(1, inside().length)]
      if (guest) guest.state = 'left'
      guest?.slot?.[Symbol.dispose]()
    }
    if (what === 'give-up') guests.filter(({ state }) => state === 'waiting')[who % 3]?.stop.abort()
    await turn()
    most = Math.max(most, inside().length)
  }
  return { slots, guests, entered, most, inside }
}

const script = fc.array(fc.record({ what: fc.constantFrom('arrive', 'arrive', 'leave', 'give-up'), who: fc.nat(20) }), {
  maxLength: 40,
})

describe('whatever comes, leaves and gives up', () => {
  test('never more are inside than there are slots, and they enter in the order they came', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 3 }), script, async (count, steps) => {
        const { entered, most } = await play(count, steps)
        expect(most).toBeLessThanOrEqual(count)
        expect(entered).toEqual(entered.toSorted((a, b) => a - b))
      }),
      { numRuns: 80 },
    )
  })

  test('nobody waits while a slot is free, and no slot is lost', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 3 }), script, async (count, steps) => {
        const { slots, guests, inside } = await play(count, steps)
        if (inside().length < count) expect(guests.filter(({ state }) => state === 'waiting')).toEqual([])
        for (const guest of guests) guest.stop.abort()
        for (const guest of inside()) guest.slot?.[Symbol.dispose]()
        await turn()
        const all = await Promise.all(Array.from({ length: count }, () => slots.take(never)))
        expect(all).toHaveLength(count)
      }),
      { numRuns: 80 },
    )
  })
})

test('who gives up at the moment of being let in gives the slot to the next', async () => {
  const slots = createSlots(1)
  const held = await slots.take(never)
  const stop = new AbortController()
  const second = slots.take(stop.signal)
  const third = slots.take(never)
  held[Symbol.dispose]()
  stop.abort(new Error('too late'))
  // Let in before it gave up: it has its slot, and disposing it lets the next one in.
  ;(await second)[Symbol.dispose]()
  expect(await third).toBeDefined()
})

test('whose signal is over already does not take a place', async () => {
  const slots = createSlots(1)
  await expect(slots.take(AbortSignal.abort(new Error('over')))).rejects.toThrow('over')
  expect(await slots.take(never)).toBeDefined()
})
