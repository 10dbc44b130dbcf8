import type { ReadingCost } from './reader.port.ts'

/** What a vendor charges, as the space's owner typed it. Without it only tokens and pictures are recorded. */
export type Prices = { usdPerMillionInput: number; usdPerMillionOutput: number }

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
