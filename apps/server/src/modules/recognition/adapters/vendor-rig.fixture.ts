import type { PageScript, VendorDouble } from '@kinfolio/testkit/vendors'
import { createOutbound, parseAllowList, type GuardedFetch } from '../../../kernel/outbound/index.ts'
import { contractRetryAfterSeconds, type KnownPage, type ReaderRig } from '../reader.contract.ts'
import type { Reader } from '../reader.port.ts'

/** How long readers of these tests wait for a double that hangs. */
const shortLimitMs = 400

/** A guarded fetch that may call the doubles, which listen on loopback. */
export function fetchToDoubles(timeoutMs = 20_000): GuardedFetch {
  return createOutbound({ allow: parseAllowList('127.0.0.1'), timeoutMs }).fetch
}

/** Teaches a double the pages of the contract; a picture it does not know has no text. */
export function scriptOf(known: readonly KnownPage[]): PageScript {
  return ({ sha256 }) => {
    const lines = known.find((page) => page.sha256 === sha256)?.lines ?? []
    return { lines: lines.map((text) => ({ text })) }
  }
}

/** Everything the contract wants to know, for an engine behind a double. `hung` has a double of its own. */
export function rigOf(from: {
  double: VendorDouble
  hanging: VendorDouble
  open: (double: VendorDouble, how: { fetch: GuardedFetch; hasWrongKey: boolean }) => Reader
}): ReaderRig {
  const { double, hanging, open } = from
  hanging.trouble = { kind: 'hang' }
  return {
    reader: open(double, { fetch: fetchToDoubles(), hasWrongKey: false }),
    withWrongKey: open(double, { fetch: fetchToDoubles(), hasWrongKey: true }),
    hung: open(hanging, { fetch: fetchToDoubles(shortLimitMs), hasWrongKey: false }),
    sent: () => double.requests.reduce((sum, { pictures }) => sum + pictures.length, 0),
    trouble(kind) {
      double.trouble = kind === 'rate-limit' ? { kind, retryAfterSeconds: contractRetryAfterSeconds } : { kind }
    },
    async [Symbol.asyncDispose]() {
      await double[Symbol.asyncDispose]()
      await hanging[Symbol.asyncDispose]()
    },
  }
}
