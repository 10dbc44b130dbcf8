import { PASSWORD_MIN_LENGTH } from '@kinfolio/contracts'
import { expect, test } from 'vitest'
import { judgePassword } from './password-strength.ts'

test('what is missing is counted in characters a person sees', () => {
  expect(judgePassword('')).toEqual({ verdict: 'empty' })
  expect(judgePassword('abc')).toEqual({ verdict: 'missing', missing: PASSWORD_MIN_LENGTH - 3 })
  expect(judgePassword('😀😀😀')).toEqual({ verdict: 'missing', missing: PASSWORD_MIN_LENGTH - 3 })
})

test('length alone is not enough', () => {
  expect(judgePassword('aaaaaaaaaaaaaaaa')).toEqual({ verdict: 'repeats' })
  expect(judgePassword('abababababababab')).toEqual({ verdict: 'repeats' })
})

test('long and varied is strong', () => {
  expect(judgePassword('river lamp cat')).toEqual({ verdict: 'good' })
  expect(judgePassword('correct horse battery staple')).toEqual({ verdict: 'strong' })
})
