import { randomUUID } from 'node:crypto'
import { listDocuments, login, sessionId, userId } from '@kinfolio/contracts'
import { accessTokens, createPasswords } from '@kinfolio/server/accounts'
import { OWNER } from '@kinfolio/server/test/server-process'
import { type BenchServer, startBenchServer } from '../kit/bench-server.ts'
import { type Row, type RowGroup, rowOf } from '../kit/row.ts'
import { timedRuns } from '../kit/samples.ts'
import { DOCUMENTS, inSeededLibrary, PAGES_EACH } from './seeded-library.ts'

const LOGINS = 40
const TOKENS = 1_000
const LISTINGS = 200

/** Who one is, and what one may see. */
export const people: RowGroup = {
  name: 'people',
  async measure(context) {
    return [
      ...(await loginRows()),
      ...(await tokenRows()),
      ...(await inSeededLibrary(context, async (bench, { inWords }) => [await listingRow(bench, inWords)])),
    ]
  },
}

/** Each login from an address of its own, since one address may try only a few a minute. */
async function loginRows(): Promise<Row[]> {
  await using bench = await startBenchServer({ env: { TRUSTED_PROXIES: '127.0.0.1' } })
  const url = `${bench.server.url}${login.path}`
  const body = JSON.stringify({ email: OWNER.email, password: OWNER.password })
  const whole = await timedRuns(
    async (run) => {
      const headers = { 'content-type': 'application/json', 'x-forwarded-for': `192.0.2.${run + 10}` }
      const answer = await fetch(url, { method: login.method, headers, body })
      if (!answer.ok) throw new Error(`a login was answered ${answer.status}: ${await answer.text()}`)
      await answer.arrayBuffer()
    },
    { runs: LOGINS, warmUps: 3 },
  )
  const passwords = createPasswords()
  const stored = await passwords.hash(OWNER.password)
  const argon = await timedRuns(async () => passwords.verify(OWNER.password, stored), { runs: LOGINS, warmUps: 3 })
  return [
    rowOf({ name: 'login with a password', unit: 'ms', samples: whole }),
    rowOf({ name: 'of it Argon2id, 64 MiB, 3 passes', unit: 'ms', samples: argon }),
  ]
}

/** A token that was never seen has its signature checked; one that was seen is remembered. */
async function tokenRows(): Promise<Row[]> {
  await using bench = await startBenchServer()
  const tokens = await accessTokens.open({ keysDir: `${bench.server.dataDir}/keys`, clock: { now: () => new Date() } })
  const issued: string[] = []
  for (let n = 0; n < TOKENS; n++) {
    const holder = { userId: userId.parse(randomUUID()), sessionId: sessionId.parse(randomUUID()) }
    issued.push((await tokens.issue(holder)).token)
  }
  const read = async (run: number): Promise<void> => {
    const holder = await tokens.read(issued[run] ?? '')
    if (typeof holder === 'string') throw new Error(`a good token was ${holder}`)
  }
  const first = await timedRuns(read, { runs: TOKENS })
  const again = await timedRuns(read, { runs: TOKENS })
  const target = { of: 'p95', atMost: 0.2 } as const
  return [
    rowOf({ name: 'check of a token never seen', unit: 'ms', samples: first, target }),
    rowOf({ name: 'check of a token seen before', unit: 'ms', samples: again, target }),
  ]
}

async function listingRow({ api }: BenchServer, inWords: string): Promise<Row> {
  const samples = await timedRuns(async () => api.ask(listDocuments, { query: { limit: '50' } }), {
    runs: LISTINGS,
    warmUps: 20,
  })
  const name = `list documents of ${DOCUMENTS * PAGES_EACH} pages, ${inWords}`
  return rowOf({ name, unit: 'ms', samples, target: { of: 'p95', atMost: 20 } })
}
