import { expect, test } from 'vitest'
import { priced, shareOf } from './reader-prices.ts'

test('shares of a call add up to the call', () => {
  const cost = { inputTokens: 1_000, outputTokens: 11 }
  const shares = [0, 1, 2].map((index) => shareOf(cost, { pages: 3, index }))
  expect(shares.map(({ inputTokens }) => inputTokens)).toEqual([334, 333, 333])
  expect(shares.map(({ outputTokens }) => outputTokens)).toEqual([4, 4, 3])
})

test('money is told only when prices are known', () => {
  const tokens = { inputTokens: 2_000, outputTokens: 500 }
  expect(priced(tokens)).toEqual(tokens)
  expect(priced(tokens, { usdPerMillionInput: 3, usdPerMillionOutput: 15 })).toEqual({ ...tokens, usdMicros: 13_500 })
})
