import { userId } from '@kinfolio/contracts'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { afterAll, describe, expect, test } from 'vitest'
import { openTestDatabase } from '../../../../test/database.ts'
import { newId } from '../../ids.ts'
import { quiet } from '../../jobs/jobs.fixture.ts'
import { describeFanout } from '../fanout.contract.ts'
import type { FanoutMessage } from '../fanout.port.ts'
import { createLocalFanout } from './local-fanout.ts'
import { openPostgresFanout } from './postgres-fanout.ts'

const database = await openTestDatabase()
afterAll(async () => database[Symbol.asyncDispose]())
const open = async () => openPostgresFanout({ directUrl: database.directUrl, log: quiet })

describe('within one process', () => {
  describeFanout(async () => {
    const fanout = createLocalFanout()
    return Promise.resolve({ here: fanout, there: fanout, [Symbol.asyncDispose]: fanout[Symbol.asyncDispose] })
  })
})

describe('through PostgreSQL', () => {
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

  test('a process whose connection was cut comes back and knows that it may have missed something', async () => {
    await using here = await open()
    await using there = await open()
    const heard: FanoutMessage[] = []
    there.subscribe((message) => heard.push(message))
    const admin = new pg.Client({ connectionString: database.adminUrl })
    await admin.connect()
    await admin.query(`select pg_terminate_backend(pid) from pg_stat_activity
      where application_name = 'kinfolio-fanout' and datname = current_database()`)
    await admin.end()
    for (const end = Date.now() + 10_000; heard.length === 0 && Date.now() < end;) await sleep(20)
    expect(heard).toEqual([{ kind: 'missed' }])
    for (const end = Date.now() + 10_000; heard.length < 2 && Date.now() < end;) {
      here.publish({ kind: 'wake', userIds: [newId(userId)] })
      await sleep(50)
    }
    expect(heard[1]).toMatchObject({ kind: 'wake' })
  })

  test('what is too large to travel is left out without harm to the rest', async () => {
    await using here = await open()
    await using there = await open()
    const heard: FanoutMessage[] = []
    there.subscribe((message) => heard.push(message))
    const { huge, person } = { huge: 'x'.repeat(20_000), person: newId(userId) }
    here.publish({ kind: 'show', spaceId: huge as never, message: { type: 'pong' } })
    here.publish({ kind: 'wake', userIds: [person] })
    for (const end = Date.now() + 5_000; heard.length === 0 && Date.now() < end;) await sleep(10)
    expect(heard).toEqual([{ kind: 'wake', userIds: [person] }])
  })
})
