import { expect, test } from 'vitest'
import { layer, pointsAlong, scene, stroke } from '../test/scenes.ts'
import { layoutPage, strokeAt } from './index.ts'

/**
 * Held sideways, an old tablet stored a line of writing as running up its upright screen. The page in the corpus
 * (rm2pdf, "Horizontal orientation PDF") lies in the tablet's own picture where these tests put such a line.
 */
const upwards = stroke([[-69, 1564], [-69, 481]], { points: pointsAlong([[-69, 1564], [-69, 481]], 10) }) // prettier-ignore
const old = scene([layer([upwards])], { version: 5 })

test('ink of an old landscape page reads from left to right, on paper that is broader than high', () => {
  const page = layoutPage(old, { isLandscape: true })
  expect([page.left, page.top, page.width, page.height]).toEqual([-936, 0, 1872, 1404])
  // 936 − y across, 702 + x down.
  const [mark] = page.marks
  if (mark?.kind !== 'outline') throw new Error('the line was not drawn')
  const { x, y, width, height } = mark.bounds
  expect([x, x + width].map(Math.round)).toEqual([936 - 1564 - 5, 936 - 481 + 5])
  expect([y, y + height].map(Math.round)).toEqual([702 - 69 - 5, 702 - 69 + 5])
  expect(strokeAt(page, { x: -100, y: 633 })).toBe(0)
})

test('its lines of paper run along the broad side', () => {
  const [lines] = layoutPage(old, { isLandscape: true, template: 'LS Lines medium' }).marks
  if (lines?.kind !== 'template') throw new Error('the paper has no lines')
  expect(lines.rects.every(({ x, width }) => x === -936 && width === 1872)).toBe(true)
})

test('ink beyond the sideways screen enlarges the page there', () => {
  const below = stroke([[760, 900], [760, 950]], {}) // prettier-ignore
  const page = layoutPage(scene([layer([below])], { version: 3 }), { isLandscape: true })
  expect(page.height).toBeGreaterThan(1404)
  expect(page.width).toBe(1872)
})

test('pages of version 6, and upright ones, are drawn as they are stored', () => {
  for (const page of [layoutPage(scene([layer([upwards])]), { isLandscape: true }), layoutPage(old)]) {
    expect([page.width, page.height]).toEqual([1404, 1872])
    expect(strokeAt(page, { x: -69, y: 1000 })).toBe(0)
  }
})
