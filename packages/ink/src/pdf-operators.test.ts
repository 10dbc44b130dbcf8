import { expect, test } from 'vitest'
import { layoutPage, toPdfOperators } from './index.ts'
import { layer, scene, stroke, typed } from '../test/scenes.ts'

const bar = (changes: Parameters<typeof stroke>[1] = {}): ReturnType<typeof stroke> =>
  stroke([[-10, 20], [10, 20]], { tool: 5, colour: 3, ...changes }) // prettier-ignore

test('a stroke is one filled path in page units under one matrix', () => {
  const { content } = toPdfOperators(layoutPage(scene([layer([bar()])])), { matrix: [1, 0, 0, -1, 702, 1872] })
  expect(content).toMatchInlineSnapshot(`
    "q 1 0 0 -1 702 1872 cm
    /Ink0 gs
    0.99608 0.99216 0.37648 rg
    -10 18 m
     10 18 l
     10 22 l
    -10 22 l
    h f
    Q"
  `)
})

test('equal states and colours are said once, and the state is set back for plain ink', () => {
  const ink = bar({ tool: 17, colour: 0 })
  const { content, graphicsStates } = toPdfOperators(layoutPage(scene([layer([bar(), bar(), ink, ink])])))
  expect(content.match(/ gs/g)).toHaveLength(2)
  expect(content.match(/ rg/g)).toHaveLength(2)
  expect(graphicsStates).toEqual([
    { name: 'Ink0', opacity: 1, blend: 'Darken' },
    { name: 'Ink1', opacity: 1, blend: 'Normal' },
  ])
})

test('text is set in standard fonts, stretched to the tablet’s width, letters they lack as question marks', () => {
  const page = layoutPage(scene([], { text: typed([{ text: 'Zoë €漢' }]) }))
  const { content, fonts } = toPdfOperators(page)
  expect(fonts).toEqual([{ name: 'Standard0', baseFont: 'Helvetica' }])
  expect(content).toContain('<5a6feb20> Tj')
  expect(content).toContain('<803f> Tj')
  expect(content).toMatch(/1 0 0 -1 -464 267\.5 Tm 100 Tz/)
})

test('a caller’s own fonts are used instead', () => {
  const page = layoutPage(scene([], { text: typed([{ text: 'ab' }]) }))
  const { content, fonts } = toPdfOperators(page, { encodeText: () => [{ font: 'Mine', hex: '0102', widthPx: 1000 }] })
  expect(fonts).toEqual([])
  expect(content).toContain('/Mine 32 Tf <0102> Tj')
})

test('no number is written that PDF does not know', () => {
  const odd = stroke([[Number.NaN, 0], [1e-9, 1e-9], [99_999, 5]], { width: Infinity }) // prettier-ignore
  expect(toPdfOperators(layoutPage(scene([layer([odd])]))).content).not.toMatch(/NaN|Infinity|e-/)
})
