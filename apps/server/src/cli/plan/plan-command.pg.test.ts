import { afterAll, beforeAll, expect, test } from 'vitest'
import { openQuotaHouse, type QuotaHouse } from '../../../test/quota-house.ts'
import { runCommand } from '../run-command.ts'

let house: QuotaHouse
beforeAll(async () => {
  house = await openQuotaHouse()
})
afterAll(async () => house[Symbol.asyncDispose]())

async function kinfolio(...args: string[]): Promise<{ status: number; said: string[] }> {
  const said: string[] = []
  const say = (line: string): void => void said.push(line)
  const terminal = {
    print: say,
    warn: say,
    showProgress: () => undefined,
    ask: async () => '',
    askSecret: async () => '',
  }
  const { appUrl, ownerUrl, directUrl } = house.test
  const env = { DATABASE_URL: appUrl, DATABASE_OWNER_URL: ownerUrl, DATABASE_DIRECT_URL: directUrl }
  // A terminal that nobody sits at: what it is asked is not part of this command.
  const deps = { terminal: terminal as never, env, homeFolder: '/nowhere', signal: new AbortController().signal }
  return { status: await runCommand(deps, ['plan', ...args]), said }
}

test('whoever runs the server gives a space a plan, and takes it back', async () => {
  const space = await house.newSpace()
  const planOf = async (): Promise<string> => (await house.quotas.readUsage(space)).plan.id
  expect(await kinfolio(space.spaceId, 'free')).toEqual({
    status: 0,
    said: [`${space.spaceId} has the plan Free now.`],
  })
  expect(await planOf()).toBe('free')
  // What waits is woken by the server's own workers.
  const { rows } = await house.admin.query('select kind, state from jobs where space_id = $1', [space.spaceId])
  expect(rows).toEqual([{ kind: 'spaces.plan-changed', state: 'waiting' }])
  expect((await kinfolio(space.spaceId, 'default')).status).toBe(0)
  expect(await planOf()).toBe('unlimited')
})

test('the plans and the spaces are shown, so that both can be named', async () => {
  const space = await house.newSpace('pro')
  const { status, said } = await kinfolio()
  expect(status).toBe(0)
  expect(said[0]).toContain('free, pro, enterprise, unlimited')
  expect(said).toContain(`${space.spaceId}  personal  pro         Ada`)
})

test('what is not there, or not clear, is said and nothing is changed', async () => {
  const [one, other] = [await house.newSpace('pro'), await house.newSpace('pro')]
  expect(await kinfolio(one.spaceId, 'gold')).toMatchObject({ status: 1, said: [expect.stringContaining('"gold"')] })
  expect(await kinfolio('Nobody', 'free')).toMatchObject({ status: 1 })
  const { status, said } = await kinfolio('Ada', 'free')
  expect([status, said[0]?.includes(other.spaceId)]).toEqual([1, true])
  expect((await kinfolio('Ada')).status).toBe(2)
  expect((await house.quotas.readUsage(one)).plan.id).toBe('pro')
})
