import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { createPersonAndSpace } from '../../../test/database.ts'
import { greeted, happen, openHouse } from './house.fixture.ts'

const SOCKETS = 1_000
const EVENTS = 40
const SOCKET_KB_MAX = 150
const program = fileURLToPath(new URL('./many.fixture.ts', import.meta.url))

test(`every event reaches a person's other device while ${SOCKETS} sockets of others are open, which cost little`, async () => {
  await using house = await openHouse()
  const ada = await createPersonAndSpace(house.database)
  const ben = await createPersonAndSpace(house.database, { name: 'Ben' })
  const before = process.memoryUsage()
  // The other ends live in a process of their own, so that the memory here is the server's alone.
  const crowd = fork(program, [house.url, String(SOCKETS), ben.userId])
  try {
    await once(crowd, 'message')
    expect(house.realtime.sockets()).toBe(SOCKETS)
    const after = process.memoryUsage()
    using device = await greeted(house.url, { token: ada.userId })
    for (let n = 1; n <= EVENTS; n++) {
      const heard = once(device.socket, 'message')
      await happen(house, ada)
      await heard
    }
    // The bench holds 12 KB with 5,000 sockets; of 1,000, V8's young objects are the most. Compression for each socket,
    // or a request kept with it, would be far above.
    expect((after.rss - before.rss) / SOCKETS / 1024).toBeLessThan(SOCKET_KB_MAX)
  } finally {
    crowd.kill('SIGKILL')
  }
})
