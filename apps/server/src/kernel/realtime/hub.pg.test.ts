import { REALTIME_PROTOCOL, realtimeClose } from '@kinfolio/contracts'
import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { createPersonAndSpace } from '../../../test/database.ts'
import { connect, greeted, happen, openHouse } from './house.fixture.ts'

describe('a socket', () => {
  test('is welcomed by name and hears what happens from then on', async () => {
    await using house = await openHouse()
    const ada = await createPersonAndSpace(house.database)
    await happen(house, ada)
    using client = await greeted(house.url, { token: ada.userId })
    expect(client.messages[0]).toEqual({
      type: 'welcome',
      protocol: REALTIME_PROTOCOL,
      user_id: ada.userId,
      seq: 1,
    })
    await happen(house, ada)
    const event = await client.heard('event')
    expect(event).toMatchObject({ seq: 2, kind: 'document.changed', ids: { space_id: ada.spaceId } })
  })
})
