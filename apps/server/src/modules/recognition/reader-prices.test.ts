import { UNKNOWN_PRICES } from '@kinfolio/contracts'
import { expect, test } from 'vitest'
import { picturePrice, priced, shareOf, tokenPrices } from './reader-prices.ts'

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

test('half of a price is none, and nothing is a price', () => {
  const [input, output] = [{ usd_per_million_input_tokens: 3 }, { usd_per_million_output_tokens: 0 }]
  const prices = [undefined, {}, input, output, { ...input, ...output }].map((some) =>
    tokenPrices(some && { ...UNKNOWN_PRICES, ...some }),
  )
  const both = { usdPerMillionInput: 3, usdPerMillionOutput: 0 }
  expect(prices).toEqual([undefined, undefined, undefined, undefined, both])
  expect([undefined, UNKNOWN_PRICES, { ...UNKNOWN_PRICES, usd_per_thousand_pictures: 1.5 }].map(picturePrice)).toEqual([
    undefined,
    undefined,
    1.5,
  ])
})
