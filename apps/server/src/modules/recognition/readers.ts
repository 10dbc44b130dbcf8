import assert from 'node:assert/strict'
import { join } from 'node:path'
import type { ReaderPrices } from '@kinfolio/contracts'
import { createOutbound, parseAllowList, type AllowList, type Outbound } from '../../kernel/outbound/index.ts'
import { Outage } from '../../kernel/outage.ts'
import { serviceAccount } from './adapters/google-token.ts'
import { tesseractReader } from './adapters/tesseract.ts'
import { codesOf } from './adapters/tesseract/languages.ts'
import { openNativeOcr } from './adapters/tesseract/native-ocr.ts'
import type { OcrEngine } from './adapters/tesseract/ocr-engine.ts'
import { createSlots, defaultSlotCount } from './adapters/tesseract/process-slots.ts'
import { openWasmOcr } from './adapters/tesseract/wasm-ocr.ts'
import { messages } from './messages.ts'
import { picturePrice, tokenPrices } from './reader-prices.ts'
import type { Reader } from './reader.port.ts'

/** The reader that a space has chosen, its key unsealed. */
export type ReaderChoice = {
  engine: 'tesseract' | 'claude' | 'google' | 'openai'
  /** The vendor's own name; empty for its default. */
  model: string
  /** Only of `openai`: address of the server up to its version, `http://vllm.lan:8000/v1`. */
  baseUrl: string | null
  /** Google takes an API key or the JSON of a service account's key file. */
  key: string | undefined
  /** BCP 47, most frequent first. */
  languages: readonly string[]
  /** What the service charges; nothing is counted in money without it. */
  prices?: ReaderPrices
}

export type ReadersDeps = {
  /** Language data is collected under it. */
  dataDir: string
  /** `OUTBOUND_ALLOW`: private addresses that spaces may name as their server. */
  outboundAllow: string
  /** Whether the system's own Tesseract is used when it is there. */
  mayUseNativeTesseract?: boolean
  /** The operator's own addresses for the vendors: a proxy, a regional endpoint, a double. */
  addresses?: Partial<VendorAddresses>
  defaultClaudeModel?: string
}

export type VendorAddresses = { claude: string; google: string; googleToken: string }

export type Readers = AsyncDisposable & {
  /** A reader ready to use. Throws an Outage that is not retryable when something is missing from the choice. */
  open(choice: ReaderChoice): Promise<Reader>
}

/** Used when a space names no model. Vendors retire models: `defaultClaudeModel` changes it without a release. */
const defaultClaudeModel = 'claude-sonnet-5-5'

const vendorAddresses: VendorAddresses = {
  claude: 'https://api.anthropic.com',
  google: 'https://vision.googleapis.com',
  googleToken: 'https://oauth2.googleapis.com/token',
}

/** Whole calls, pictures and answer included. Self-hosted models on small machines are slow. */
const timeLimitsMs = { claude: 5 * 60_000, google: 60_000, openai: 10 * 60_000 }

/** The one place that knows every engine. A new one is a file, a case here, and the contract. */
export function createReaders(deps: ReadersDeps): Readers {
  const house: House = {
    deps,
    addresses: { ...vendorAddresses, ...deps.addresses },
    outbound: openOutbound(deps),
    offline: undefined,
  }
  return {
    open: (choice) => open(house, choice),
    async [Symbol.asyncDispose]() {
      for (const line of Object.values(house.outbound)) line.close()
      const engines = await house.offline
      await Promise.all(engines?.map((engine) => engine[Symbol.asyncDispose]()) ?? [])
    },
  }
}

type House = {
  deps: ReadersDeps
  addresses: VendorAddresses
  outbound: Record<'claude' | 'google' | 'openai', Outbound>
  /** Tesseract's builds, best first; opened with the first reader that wants them. */
  offline: Promise<OcrEngine[]> | undefined
}

/** What a choice lacks before it can be used, so that it can be said beside the field. */
export function missingFrom(choice: ReaderChoice): 'key' | 'model' | 'base_url' | undefined {
  const { engine, key, model, baseUrl } = choice
  if ((engine === 'claude' || engine === 'google') && !key) return 'key'
  if (engine !== 'openai') return undefined
  if (!baseUrl) return 'base_url'
  return model === '' ? 'model' : undefined
}

async function open(house: House, choice: ReaderChoice): Promise<Reader> {
  const missing = missingFrom(choice)
  if (missing !== undefined) {
    const facts = { who: choice.engine, reason: 'request-refused', isRetryable: false } as const
    throw new Outage(messages.readerLacks(missing), facts)
  }
  // Vendors' libraries are large, and most houses use none of them: each is loaded with its first reader.
  switch (choice.engine) {
    case 'tesseract':
      return openTesseract(house, choice.languages)
    case 'claude': {
      const { claudeReader } = await import('./adapters/claude.ts')
      return claudeReader({
        apiKey: choice.key ?? '',
        model: choice.model || house.deps.defaultClaudeModel || defaultClaudeModel,
        baseUrl: house.addresses.claude,
        fetch: house.outbound.claude.fetch,
        prices: tokenPrices(choice.prices),
      })
    }
    case 'google': {
      const { googleReader } = await import('./adapters/google.ts')
      return googleReader({
        credentials: googleCredentials(choice.key ?? ''),
        baseUrl: house.addresses.google,
        tokenUrl: house.addresses.googleToken,
        fetch: house.outbound.google.fetch,
        usdPerThousandPictures: picturePrice(choice.prices),
      })
    }
    case 'openai': {
      const { openAiReader } = await import('./adapters/openai.ts')
      return openAiReader({
        baseUrl: choice.baseUrl ?? '',
        apiKey: choice.key,
        model: choice.model,
        answers: 'auto',
        fetch: house.outbound.openai.fetch,
        prices: tokenPrices(choice.prices),
      })
    }
  }
}

async function openTesseract(house: House, languages: readonly string[]): Promise<Reader> {
  house.offline ??= openOffline(house.deps)
  const engines = await house.offline
  // The native build is the better one, but only if it knows the space's languages as well.
  const reach = (engine: OcrEngine): number => codesOf(languages, engine.languages).length
  const [engine] = engines.toSorted((a, b) => reach(b) - reach(a))
  assert(engine, 'the wasm build is always there')
  return tesseractReader({ engine, languages })
}

async function openOffline({ dataDir, mayUseNativeTesseract = true }: ReadersDeps): Promise<OcrEngine[]> {
  const slots = createSlots(defaultSlotCount())
  const native = mayUseNativeTesseract ? await openNativeOcr({ slots }) : undefined
  const wasm = await openWasmOcr({ slots, dataFolder: join(dataDir, 'cache', 'tessdata') })
  return native ? [native, wasm] : [wasm]
}

function googleCredentials(
  key: string,
): { apiKey: string } | { serviceAccount: { client_email: string; private_key: string } } {
  if (!key.trimStart().startsWith('{')) return { apiKey: key.trim() }
  try {
    return { serviceAccount: serviceAccount.parse(JSON.parse(key)) }
  } catch (cause) {
    const who = 'Google Vision'
    throw new Outage(messages.notAKeyFile(who), { who, reason: 'key-refused', isRetryable: false, cause })
  }
}

function openOutbound(deps: ReadersDeps): House['outbound'] {
  const typed = parseAllowList(deps.outboundAllow)
  const own = deps.addresses ?? {}
  const claude = createOutbound({ allow: alsoOwn(typed, [own.claude]), timeoutMs: timeLimitsMs.claude })
  const google = createOutbound({
    allow: alsoOwn(typed, [own.google, own.googleToken]),
    timeoutMs: timeLimitsMs.google,
  })
  return { claude, google, openai: createOutbound({ allow: typed, timeoutMs: timeLimitsMs.openai }) }
}

/** Addresses in the operator's own configuration need no second permission. */
function alsoOwn(typed: AllowList, addresses: (string | undefined)[]): AllowList {
  const hosts = addresses.flatMap((address) => (address === undefined ? [] : new URL(address)))
  return {
    allows: (to) => typed.allows(to) || hosts.some((url) => url.hostname === to.hostname && portOf(url) === to.port),
  }
}

function portOf(url: URL): number {
  return Number(url.port) || (url.protocol === 'https:' ? 443 : 80)
}
