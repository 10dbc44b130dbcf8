// @vitest-environment happy-dom
import { expect, test } from 'vitest'
import { importSvg } from '../../shared/drawing/import-svg.ts'
import { inkOf, lightInk } from './ink.ts'

type Rect = { x: number; y: number; width: number; height: number }
const PAGE = { x: -700, y: 0, width: 1_400, height: 1_000 }

/** A drawing whose strokes have the places given; the simulated browser lays nothing out, so it is told them. */
function drawn(inner: string, places: Rect[]) {
  const svg = importSvg(`<svg xmlns="http://www.w3.org/2000/svg" viewBox="-700 0 1400 1000">${inner}</svg>`)
  if (svg === null) throw new Error('this is no drawing')
  Object.defineProperty(svg, 'viewBox', { value: { baseVal: PAGE } })
  const strokes = svg.querySelectorAll('[data-stroke], [data-highlight]')
  let measured = 0
  for (const [index, stroke] of strokes.entries()) Object.assign(stroke, { getBBox: () => (measured++, places[index]) })
  return { svg, ink: inkOf(svg), measured: () => measured }
}
const stroke = (n: number) => `<path data-stroke="${n}" d="M0 0h1"/>`
const left = { x: -690, y: 10, width: 50, height: 20 }
const right = { x: 600, y: 10, width: 50, height: 20 }
const LEFT_HALF = { x: 0, y: 0, width: 0.5, height: 1 }
const lit = (svg: SVGSVGElement) =>
  Array.from(svg.querySelectorAll('[data-lit]'), (each) => each.getAttribute('data-stroke'))
const order = (svg: SVGSVGElement) => Array.from(svg.children, (each) => each.getAttribute('class') ?? each.localName)

test('the ink of a place is coloured, and no other', () => {
  const { svg, ink } = drawn(stroke(0) + stroke(1), [left, right])
  lightInk(ink, [{ box: LEFT_HALF, isLine: true }])
  expect(lit(svg)).toEqual(['0'])
})

test('taking the light away leaves the drawing as it was', () => {
  const { svg, ink } = drawn(stroke(0), [left])
  const before = svg.outerHTML
  lightInk(ink, [{ box: LEFT_HALF, isLine: false }])()
  expect(svg.outerHTML).toBe(before)
})

test('a mark lies where its box lies on the page, in the measure of the drawing', () => {
  const { svg, ink } = drawn(stroke(0), [left])
  lightInk(ink, [{ box: { x: 0.25, y: 0.1, width: 0.5, height: 0.2 }, isLine: false }])
  const mark = svg.querySelector('rect')
  expect(['x', 'y', 'width', 'height'].map((name) => Number(mark?.getAttribute(name)))).toEqual([-350, 100, 700, 200])
})

test('a found word and a lit line are marked differently', () => {
  const { svg, ink } = drawn(stroke(0), [left])
  lightInk(ink, [
    { box: LEFT_HALF, isLine: false },
    { box: LEFT_HALF, isLine: true },
  ])
  expect(Array.from(svg.querySelectorAll('rect'), (mark) => mark.getAttribute('class'))).toEqual([
    'sheet-mark',
    'sheet-mark sheet-mark-line',
  ])
})

test('a mark never dulls the ink: it lies below it', () => {
  const { svg, ink } = drawn(`<g/>${stroke(0)}`, [left])
  lightInk(ink, [{ box: LEFT_HALF, isLine: false }])
  expect(order(svg)).toEqual(['g', 'sheet-mark', 'path'])
})

test('a mark is not hidden by a photograph: it lies above it', () => {
  const { svg, ink } = drawn('<image href="data:image/png;base64,AA=="/><g/>', [])
  lightInk(ink, [{ box: LEFT_HALF, isLine: false }])
  expect(order(svg)).toEqual(['image', 'sheet-mark', 'g'])
})

test('on a page without ink and pictures a mark is seen all the same', () => {
  const { svg, ink } = drawn('<text>typed</text>', [])
  lightInk(ink, [{ box: LEFT_HALF, isLine: false }])
  expect(order(svg)).toEqual(['text', 'sheet-mark'])
})

test('strokes are measured when they are first asked about, and only once', () => {
  const { ink, measured } = drawn(stroke(0) + stroke(1), [left, right])
  lightInk(ink, [])
  expect(measured()).toBe(0)
  lightInk(ink, [{ box: LEFT_HALF, isLine: true }])()
  lightInk(ink, [{ box: LEFT_HALF, isLine: true }])()
  expect(measured()).toBe(2)
})

test('the tablet’s highlighter is ink as well', () => {
  const { svg, ink } = drawn('<path data-highlight="7" d="M0 0h9"/>', [left])
  lightInk(ink, [{ box: LEFT_HALF, isLine: true }])
  expect(svg.querySelector('[data-highlight][data-lit]')).not.toBeNull()
})
