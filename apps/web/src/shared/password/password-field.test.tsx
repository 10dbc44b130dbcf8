// @vitest-environment happy-dom
import { PASSWORD_MAX_LENGTH, PASSWORD_MIN_LENGTH } from '@kinfolio/contracts'
import { fireEvent, screen } from '@testing-library/react'
import { useState } from 'react'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { button, closeTab, explanationOf, freshTab, show } from '../screen.testing.tsx'
import { PasswordField } from './password-field.tsx'
import { weakWords } from './weak-words.ts'

beforeEach(freshTab)
afterEach(closeTab)

function Typed({ error = null }: { error?: string | null }) {
  const [value, setValue] = useState('')
  return <PasswordField value={value} error={error} required onChange={(event) => setValue(event.target.value)} />
}
const field = () => screen.getByLabelText<HTMLInputElement>('Password')
const type = (value: string) => fireEvent.change(field(), { target: { value } })
const said = () => screen.queryByRole('status')?.textContent

describe('a new password', () => {
  test.each([
    ['a', '11 more characters needed'],
    ['elevenchars', '1 more character needed'],
    ['aaaaaaaaaaaaaaaa', 'Long enough, but it repeats itself. Vary it more'],
    ['river lamp cat', 'Long enough'],
    ['correct horse battery staple', 'Long and varied: a strong password'],
  ])('%s is judged while it is typed', async (password, words) => {
    await show(() => <Typed />)
    expect(said()).toBeUndefined()
    type(password)
    expect(said()).toBe(words)
  })

  test('is hidden until it is asked for, and hidden again', async () => {
    await show(() => <Typed />)
    expect(field().type).toBe('password')
    fireEvent.click(button('Show'))
    expect([field().type, button('Hide').getAttribute('aria-pressed')]).toEqual(['text', 'true'])
    fireEvent.click(button('Hide'))
    expect([field().type, button('Show').getAttribute('aria-pressed')]).toEqual(['password', 'false'])
  })

  test('tells managers what it is, and browsers how long it may be', async () => {
    await show(() => <Typed />)
    expect(field().autocomplete).toBe('new-password')
    expect([field().minLength, field().maxLength]).toEqual([PASSWORD_MIN_LENGTH, PASSWORD_MAX_LENGTH])
  })

  test('says a refusal beside itself', async () => {
    await show(() => <Typed error="Not this one." />)
    expect(field().getAttribute('aria-invalid')).toBe('true')
    expect(explanationOf(field())).toContain('Not this one.')
  })
})

test.each([
  ['short', /12 characters/],
  ['common', /tried first/],
  ['personal', /your name or address/],
] as const)('a password that is too weak because it is %s says so', (why, words) => {
  expect(weakWords({ why, min_length: 12 })).toMatch(words)
})
