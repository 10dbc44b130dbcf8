import { setTimeout as sleep } from 'node:timers/promises'
import { userId, type UserId } from '@kinfolio/contracts'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openTestDatabase, type TestDatabase } from '../../../../test/database.ts'
import { hasRedis, NEEDS_REDIS, startRedis, type TestRedis } from '../../../../test/redis.ts'
import { newId } from '../../ids.ts'
import { quiet } from '../../jobs/jobs.fixture.ts'
import { describeFanout } from '../fanout.contract.ts'
import type { Fanout, FanoutMessage } from '../fanout.port.ts'
import { openPostgresFanout } from './postgres-fanout.ts'
import { openRedisFanout } from './redis-fanout.ts'

describe.skipIf(!hasRedis())(`through Redis (${NEEDS_REDIS})`, () => {
  let database: TestDatabase
  let redis: TestRedis
  beforeAll(async () => {
    database = await openTestDatabase()
    redis = await startRedis()
  })
  afterAll(async () => {
    await redis[Symbol.asyncDispose]()
    await database[Symbol.asyncDispose]()
  })

  const open = async (): Promise<Fanout> => {
    const otherwise = await openPostgresFanout({ directUrl: database.directUrl, log: quiet })
    return openRedisFanout({ url: redis.url, otherwise, log: quiet })
  }
  const heardBy = (fanout: Fanout): FanoutMessage[] => {
    const heard: FanoutMessage[] = []
    fanout.subscribe((message) => heard.push(message))
    return heard
  }
  const isHeard = async (heard: FanoutMessage[], person: UserId): Promise<boolean> => {
    const is = (): boolean => heard.some((message) => message.kind === 'wake' && message.userIds.includes(person))
    for (const end = Date.now() + 8_000; !is() && Date.now() < end;) await sleep(20)
    return is()
  }

  describeFanout(async () => {
    const [here, there] = [await open(), await open()]
    return {
      here,
      there,
      [Symbol.asyncDispose]: async () => {
        await Promise.all([here[Symbol.asyncDispose](), there[Symbol.asyncDispose]()])
      },
    }
  })

  test('while Redis is away processes hear each other through PostgreSQL, and again through Redis after it', async () => {
    await using here = await open()
    await using there = await open()
    const heard = heardBy(there)
    await redis.stop()
    while (!heard.some(({ kind }) => kind === 'missed')) await sleep(20)
    const meanwhile = newId(userId)
    here.publish({ kind: 'wake', userIds: [meanwhile] })
    expect(await isHeard(heard, meanwhile)).toBe(true)

    await redis.start()
    await sleep(2_500)
    heard.length = 0
    await sleep(1_500)
    // Nobody is told any more that they may have missed something.
    expect(heard).toEqual([])
    const after = newId(userId)
    here.publish({ kind: 'wake', userIds: [after] })
    expect(await isHeard(heard, after)).toBe(true)
    expect(heard).toHaveLength(1)
  })

  test('a house opens while Redis is not there, and uses it once it is', async () => {
    await redis.stop()
    await using here = await open()
    await using there = await open()
    const heard = heardBy(there)
    const first = newId(userId)
    here.publish({ kind: 'wake', userIds: [first] })
    expect(await isHeard(heard, first)).toBe(true)
    await redis.start()
    await sleep(2_500)
    const second = newId(userId)
    here.publish({ kind: 'wake', userIds: [second] })
    expect(await isHeard(heard, second)).toBe(true)
  })
})
