import type { ReaderPrices } from '@kinfolio/contracts'
import type { ReadingCost } from './reader.port.ts'

/** What a vendor charges for tokens, as the space's people typed it. Without it only tokens are recorded. */
export type Prices = { usdPerMillionInput: number; usdPerMillionOutput: number }

/** Half of a price would tell half of the cost as if it were all, so it counts as none. */
export function tokenPrices(prices: ReaderPrices | undefined): Prices | undefined {
  const { usd_per_million_input_tokens: input, usd_per_million_output_tokens: output } = prices ?? {}
  return input == null || output == null ? undefined : { usdPerMillionInput: input, usdPerMillionOutput: output }
}

export function picturePrice(prices: ReaderPrices | undefined): number | undefined {
  return prices?.usd_per_thousand_pictures ?? undefined
}

/** One page's share of a call; remainders go to the first pages, so that the shares add up. */
export function shareOf(cost: { inputTokens: number; outputTokens: number }, of: { pages: number; index: number }) {
  const part = (total: number): number => Math.floor(total / of.pages) + (of.index < total % of.pages ? 1 : 0)
  return { inputTokens: part(cost.inputTokens), outputTokens: part(cost.outputTokens) }
}

/** Adds money to tokens when prices are known. One dollar per million tokens is one micro-dollar each. */
export function priced(tokens: { inputTokens: number; outputTokens: number }, prices?: Prices): ReadingCost {
  if (prices === undefined) return tokens
  const { usdPerMillionInput, usdPerMillionOutput } = prices
  const usdMicros = Math.round(tokens.inputTokens * usdPerMillionInput + tokens.outputTokens * usdPerMillionOutput)
  return { ...tokens, usdMicros }
}
