import { spaceId, userId, type UserId } from '@kinfolio/contracts'
import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { newId } from '../ids.ts'
import type { Fanout, FanoutMessage } from './fanout.port.ts'

/** Ends of one fan-out: two processes where the adapter joins processes, the same end twice where it does not. */
export type FanoutEnds = AsyncDisposable & { here: Fanout; there: Fanout }

function heardBy(fanout: Fanout): { messages: FanoutMessage[]; stop: () => void } {
  const messages: FanoutMessage[] = []
  return { messages, stop: fanout.subscribe((message) => messages.push(message)) }
}

async function settled(is: () => boolean): Promise<void> {
  for (const end = Date.now() + 5_000; !is() && Date.now() < end;) await sleep(5)
}

const woken = (messages: FanoutMessage[]): UserId[] =>
  messages.flatMap((message) => (message.kind === 'wake' ? message.userIds : []))

/** Every way for processes to reach each other passes these. */
export function describeFanout(make: () => Promise<FanoutEnds>): void {
  describe('keeps the fan-out contract', () => {
    test('F1 the own process hears at once', async () => {
      await using ends = await make()
      const { messages } = heardBy(ends.here)
      ends.here.publish({ kind: 'wake', userIds: [newId(userId)] })
      expect(messages).toHaveLength(1)
    })

    test('F2 every process hears, and none twice', async () => {
      await using ends = await make()
      const [here, there] = [heardBy(ends.here), heardBy(ends.there)]
      const people = Array.from({ length: 3 }, () => newId(userId))
      for (const person of people) ends.here.publish({ kind: 'wake', userIds: [person] })
      await settled(() => woken(there.messages).length >= 3)
      await sleep(50)
      expect(woken(here.messages).toSorted()).toEqual(people.toSorted())
      expect(woken(there.messages).toSorted()).toEqual(people.toSorted())
    })

    test('F3 a thousand people at once all are woken', async () => {
      await using ends = await make()
      const { messages } = heardBy(ends.there)
      const people = Array.from({ length: 1_000 }, () => newId(userId))
      ends.here.publish({ kind: 'wake', userIds: people })
      await settled(() => woken(messages).length >= 1_000)
      expect(new Set(woken(messages))).toEqual(new Set(people))
    })

    test('F4 what is shown arrives as it was', async () => {
      await using ends = await make()
      const { messages } = heardBy(ends.there)
      const shown = { kind: 'show', spaceId: newId(spaceId), message: { type: 'replayed', seq: 7 } } as const
      ends.here.publish(shown)
      await settled(() => messages.length > 0)
      expect(messages).toEqual([shown])
    })

    test('F5 who has unsubscribed hears nothing more', async () => {
      await using ends = await make()
      const left = heardBy(ends.there)
      const stays = heardBy(ends.there)
      left.stop()
      ends.here.publish({ kind: 'wake', userIds: [newId(userId)] })
      await settled(() => stays.messages.length > 0)
      expect(left.messages).toEqual([])
      expect(stays.messages).toHaveLength(1)
    })
  })
}
