// @vitest-environment happy-dom
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, expect, test, vi } from 'vitest'
import { applyTheme, chooseTheme, storedTheme, THEMES } from './theme.ts'

afterEach(() => {
  vi.restoreAllMocks()
  localStorage.clear()
  delete document.documentElement.dataset['theme']
})
const shown = () => document.documentElement.dataset['theme']

test('a choice is shown and kept; the system’s own is no mark on the page', () => {
  chooseTheme('dark')
  expect([storedTheme(), shown()]).toEqual(['dark', 'dark'])
  chooseTheme('light')
  expect([storedTheme(), shown()]).toEqual(['light', 'light'])
  chooseTheme('system')
  expect([storedTheme(), shown()]).toEqual(['system', undefined])
})

test('nothing chosen, or something nobody can choose, is the system’s own', () => {
  expect(storedTheme()).toBe('system')
  localStorage.setItem('kinfolio.theme', 'neon')
  expect(storedTheme()).toBe('system')
})

test('showing is not choosing', () => {
  applyTheme('dark')
  expect([storedTheme(), shown()]).toEqual(['system', 'dark'])
})

test('a browser that closes its storage shows the choice until the tab is closed', () => {
  const closed = (): never => {
    throw new DOMException('closed', 'SecurityError')
  }
  vi.stubGlobal('localStorage', { getItem: closed, setItem: closed, clear: () => undefined })
  chooseTheme('dark')
  expect([storedTheme(), shown()]).toEqual(['system', 'dark'])
  vi.unstubAllGlobals()
})

const tokens = readFileSync(join(import.meta.dirname, 'styles/tokens.css'), 'utf8')
type Mode = 'light' | 'dark'

/** The colour a token has in one of the two modes, as red, green and blue from 0 to 255. */
function colour(name: string, mode: Mode): number[] {
  const value = new RegExp(`--${name}:\\s*([^;]+);`).exec(tokens)?.[1]
  if (value === undefined) throw new Error(`there is no token ${name}`)
  const hexes = Array.from(value.matchAll(/#([0-9a-f]{6})/gi), (match) => match[1] ?? '')
  const hex = hexes.length > 1 && mode === 'dark' ? hexes[1] : hexes[0]
  return [0, 2, 4].map((at) => Number.parseInt(hex?.slice(at, at + 2) ?? '', 16))
}

/** WCAG 2.2, relative luminance. */
function luminance(rgb: number[]): number {
  const [red = 0, green = 0, blue = 0] = rgb
    .map((part) => part / 255)
    .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4))
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}

/** WCAG 2.2, contrast ratio. */
function contrast(one: string, other: string, mode: Mode): number {
  const [a, b] = [luminance(colour(one, mode)), luminance(colour(other, mode))]
  return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05)
}

const AA = 4.5
const AAA = 7
const VISIBLE = 3

const readable: [string, string, number][] = [
  ['ink', 'desk', AAA],
  ['ink', 'surface', AAA],
  ['ink', 'accent-soft', AAA],
  ['ink', 'mark', AA],
  ['muted', 'desk', AA],
  ['muted', 'surface', AA],
  ['accent', 'desk', AA],
  ['accent', 'surface', AA],
  ['accent', 'accent-soft', AA],
  ['on-accent', 'accent', AA],
  ['good', 'surface', AA],
  ['good', 'desk', AA],
  ['warn', 'surface', AA],
  ['bad', 'surface', AA],
  ['bad', 'desk', AA],
  ['page-ink', 'page', AAA],
  ['page-ink', 'mark-on-page', AAA],
  ['page-muted', 'page', AA],
  ['page-accent', 'page', AA],
  ['field-line', 'surface', VISIBLE],
]
test.each(readable)('%s on %s can be read, by day and by lamp (at least %d : 1)', (text, ground, least) => {
  for (const mode of ['light', 'dark'] as const)
    expect(contrast(text, ground, mode), `${mode}`).toBeGreaterThanOrEqual(least)
})

test('each appearance a person can choose is one the colours know', () => {
  for (const theme of THEMES)
    if (theme !== 'system') expect(tokens).toMatch(new RegExp(`data-theme='${theme}'[^}]*color-scheme: ${theme}`))
})

test('the frame of the browser takes the colour of the desk, by day and by lamp', () => {
  const html = readFileSync(join(import.meta.dirname, '../../index.html'), 'utf8')
  const hex = (mode: Mode) =>
    `#${colour('desk', mode)
      .map((part) => part.toString(16).padStart(2, '0'))
      .join('')}`
  for (const mode of ['light', 'dark'] as const) {
    const meta = new RegExp(`content="(#[0-9A-Fa-f]{6})" media="\\(prefers-color-scheme: ${mode}\\)"`).exec(html)
    expect(meta?.[1]?.toLowerCase()).toBe(hex(mode))
  }
})

test('nobody is kept from enlarging the page', () => {
  const html = readFileSync(join(import.meta.dirname, '../../index.html'), 'utf8')
  expect(html).toContain('<html lang="en">')
  expect(/<meta name="viewport" content="([^"]*)"/.exec(html)?.[1]).not.toMatch(/user-scalable|maximum-scale/)
})

test('whoever asks for less motion gets none', () => {
  expect(tokens).toMatch(/prefers-reduced-motion: reduce\)\s*\{\s*:root\s*\{\s*--move: 0ms/)
})
