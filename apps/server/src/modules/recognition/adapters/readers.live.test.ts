import { createHash } from 'node:crypto'
import { describe } from 'vitest'
import { Outage } from '../../../kernel/outage.ts'
import { createOutbound, parseAllowList } from '../../../kernel/outbound/index.ts'
import { describeReader, type ReaderRig } from '../reader.contract.ts'
import type { Reader } from '../reader.port.ts'
import { claudeReader } from './claude.ts'
import { googleReader } from './google.ts'
import { openAiReader } from './openai.ts'

// The same contract against the real vendors. Each half runs only when its variables are set, and costs a few cents:
//   KINFOLIO_LIVE_CLAUDE_KEY, KINFOLIO_LIVE_CLAUDE_MODEL
//   KINFOLIO_LIVE_GOOGLE_KEY
//   KINFOLIO_LIVE_OPENAI_URL, KINFOLIO_LIVE_OPENAI_MODEL, KINFOLIO_LIVE_OPENAI_KEY (may be empty)
const env = (name: string): string => process.env[`KINFOLIO_LIVE_${name}`] ?? ''
const wrongKey = createHash('sha256').update('nobody has this key').digest('hex')

type Open = (how: { fetch: typeof globalThis.fetch; key?: string }) => Reader

describe.runIf(env('CLAUDE_KEY') !== '')('Claude itself', () => {
  live({ hasKey: true }, ({ fetch, key }) =>
    claudeReader({
      apiKey: key ?? env('CLAUDE_KEY'),
      model: env('CLAUDE_MODEL'),
      baseUrl: 'https://api.anthropic.com',
      fetch,
    }),
  )
})

describe.runIf(env('GOOGLE_KEY') !== '')('Google Vision itself', () => {
  live({ hasKey: true }, ({ fetch, key }) =>
    googleReader({
      credentials: { apiKey: key ?? env('GOOGLE_KEY') },
      baseUrl: 'https://vision.googleapis.com',
      tokenUrl: 'https://oauth2.googleapis.com/token',
      fetch,
    }),
  )
})

describe.runIf(env('OPENAI_URL') !== '')('an OpenAI-compatible server itself', () => {
  live({ hasKey: env('OPENAI_KEY') !== '' }, ({ fetch, key }) =>
    openAiReader({
      baseUrl: env('OPENAI_URL'),
      apiKey: key ?? (env('OPENAI_KEY') || undefined),
      model: env('OPENAI_MODEL'),
      answers: 'auto',
      fetch,
    }),
  )
})

function live(features: { hasKey: boolean }, open: Open): void {
  const host = env('OPENAI_URL') === '' ? '' : new URL(env('OPENAI_URL')).hostname
  const outbound = createOutbound({ allow: parseAllowList(host), timeoutMs: 120_000 })
  describeReader({ ...features, hasServer: false }, async (): Promise<ReaderRig> => {
    let sent = 0
    return {
      reader: open({
        fetch: (input, init) => {
          sent += 1
          return outbound.fetch(input, init)
        },
      }),
      withWrongKey: open({ fetch: outbound.fetch, key: wrongKey }),
      hung: open({ fetch: neverAnswers }),
      sent: () => sent,
      [Symbol.asyncDispose]: async () => undefined,
    }
  })
}

/** A real vendor cannot be asked to hang, so its line does. */
const neverAnswers: typeof globalThis.fetch = (_input, init) =>
  new Promise((_, reject) => {
    const late = new Outage('too late', { who: 'nobody', reason: 'timed-out', isRetryable: true })
    const clock = setTimeout(() => reject(late), 500)
    init?.signal?.addEventListener('abort', () => {
      clearTimeout(clock)
      reject(new DOMException('aborted', 'AbortError'))
    })
  })
