import { ConfigError, type Config } from './config.ts'
import { systemClock } from './kernel/clock.ts'
import { createOutbound, parseAllowList } from './kernel/outbound/index.ts'
import { waysIn } from './modules/accounts/index.ts'

const TIMEOUT_MS = 10_000
const ANSWER_BYTES_MAX = 1024 * 1024

/** The services that the configuration names, asked through the guard of outbound calls. Throws `ConfigError`. */
export function openSignInProviders(config: Config) {
  const allow = parseAllowList(config.OUTBOUND_ALLOW)
  const outbound = createOutbound({ allow, timeoutMs: TIMEOUT_MS, maxResponseBytes: ANSWER_BYTES_MAX })
  try {
    const deps = { clock: systemClock, fetch: outbound.fetch, allow }
    return { providers: waysIn.createProviders(deps, waysIn.readProviders(config)), close: () => outbound.close() }
  } catch (error) {
    outbound.close()
    if (error instanceof Error) throw new ConfigError(error.message, { cause: error })
    throw error
  }
}
