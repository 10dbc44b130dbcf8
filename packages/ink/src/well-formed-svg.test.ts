import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { layoutPage, toSvg } from './index.ts'
import type { Page } from './index.ts'
import { arbitraryScene } from '../test/arbitrary-pages.ts'
import { layer, scene, stroke, typed } from '../test/scenes.ts'
import { elementsIn, parseXml, textIn } from '../test/xml.ts'
import type { XmlElement } from '../test/xml.ts'

// The same cases on every run, so that what is red today was red yesterday.
fc.configureGlobal({ seed: 226 })

const TEMPLATES = [undefined, 'P Grid medium', 'P Lines small', 'P Dots S', 'Blank', '<"&']
const pages = fc
  .tuple(arbitraryScene, fc.constantFrom(...TEMPLATES))
  .map(([one, template]) => layoutPage(one, { template }))

/** How many numbers follow each letter of the paths that we write; lines take any number of pairs. */
const NUMBERS: Readonly<Record<string, (count: number) => boolean>> = {
  M: (count) => count === 2,
  l: (count) => count > 0 && count % 2 === 0,
  h: (count) => count === 1,
  v: (count) => count === 1,
  z: (count) => count === 0,
}

/** Whether a browser reads a path to its end: it stops at the first thing it does not expect (SVG 2 §9.3). */
function isWholePath(path: string): boolean {
  const tokens = path.match(/[A-Za-z]|-?(?:\d+\.?\d*|\.\d+)|[^\s,]/g) ?? []
  const commands: { letter: string; count: number }[] = []
  for (const token of tokens) {
    const last = commands.at(-1)
    if (/^[A-Za-z]$/.test(token)) commands.push({ letter: token, count: 0 })
    else if (last !== undefined && Number.isFinite(Number(token))) last.count++
    else return false
  }
  const isKnown = commands.every(({ letter, count }) => NUMBERS[letter]?.(count) ?? false)
  const isClosed = commands.every(
    ({ letter }, i) => (letter === 'z') === (commands[i + 1]?.letter ?? 'M').startsWith('M'),
  )
  return isKnown && isClosed && (commands[0]?.letter ?? 'M') === 'M'
}

function withName(root: XmlElement, name: string): XmlElement[] {
  return elementsIn(root).filter((element) => element.name === name)
}

describe('the SVG of any page', () => {
  test('is well-formed and has only elements of the page, with numbers where numbers belong', () => {
    fc.assert(
      fc.property(pages, fc.string(), (page, title) => {
        const root = parseXml(toSvg(page, { title }))
        expect([root.name, root.attributes.get('xmlns')]).toEqual(['svg', 'http://www.w3.org/2000/svg'])
        const known = ['svg', 'title', 'style', 'rect', 'g', 'path', 'pattern', 'text', 'image']
        expect(elementsIn(root).filter(({ name }) => !known.includes(name))).toEqual([])
        for (const { attributes } of elementsIn(root)) {
          for (const name of ['x', 'y', 'width', 'height', 'fill-opacity', 'font-size', 'textLength']) {
            const value = attributes.get(name)
            if (value !== undefined) expect([name, value, Number.isFinite(Number(value))]).toEqual([name, value, true])
          }
        }
      }),
      { numRuns: 250 },
    )
  })

  test('has paths that a browser reads to the end', () => {
    fc.assert(
      fc.property(pages, (page) => {
        for (const { attributes } of withName(parseXml(toSvg(page)), 'path')) {
          const path = attributes.get('d') ?? ''
          // Highlights whose every rectangle is impossible leave an empty path, which draws nothing.
          expect([path, isWholePath(path)]).toEqual([path, true])
        }
      }),
      { numRuns: 150 },
    )
  })

  test('has a path for each drawn stroke, in order, in its layer’s group', () => {
    fc.assert(
      fc.property(pages, (page) => {
        const wanted = page.marks.flatMap((mark) => (mark.kind === 'outline' ? [[mark.layer, mark.strokeIndex]] : []))
        const found = withName(parseXml(toSvg(page)), 'g').flatMap((element) =>
          withName(element, 'path').flatMap(({ attributes }) => {
            const index = attributes.get('data-stroke')
            return index === undefined ? [] : [[Number(element.attributes.get('data-layer')), Number(index)]]
          }),
        )
        expect(found).toEqual(wanted)
      }),
      { numRuns: 150 },
    )
  })

  test('has the typed text as text, letter by letter, but for what XML forbids', () => {
    fc.assert(
      fc.property(pages, (page) => {
        const wanted = page.marks.flatMap((mark) => (mark.kind === 'text' ? [mark.line.text] : [])).join('')
        const found = withName(parseXml(toSvg(page)), 'text')
          .map(textIn)
          .join('')
        expect(found).toBe(wanted.toWellFormed().replaceAll('\u0007', '\ufffd'))
      }),
      { numRuns: 150 },
    )
  })

  test('has its view box round the whole page', () => {
    fc.assert(
      fc.property(pages, (page) => {
        const { attributes } = parseXml(toSvg(page))
        const box = (attributes.get('viewBox') ?? '').split(' ').map(Number)
        expect(box).toEqual([page.left, page.top, page.width, page.height])
        expect([attributes.get('width'), attributes.get('height')].map(Number)).toEqual([page.width, page.height])
      }),
      { numRuns: 50 },
    )
  })
})

describe('an SVG in a page of others', () => {
  const page: Page = layoutPage(scene([layer([stroke([[0, 0], [9, 9]])])], { text: typed([{ text: 'a' }]) })) // prettier-ignore

  test('has no id but its title’s, and that one begins as asked', () => {
    const ids = (svg: string): string[] =>
      elementsIn(parseXml(svg)).flatMap(({ attributes }) => attributes.get('id') ?? [])
    expect(ids(toSvg(page))).toEqual([])
    expect(ids(toSvg(page, { title: 'x' }))).toEqual(['ink-title'])
    expect(ids(toSvg(page, { title: 'x', idPrefix: 'a"b-' }))).toEqual(['a"b-ink-title'])
  })

  test('names its title for people who hear it, and is no picture to them without one', () => {
    const { attributes } = parseXml(toSvg(page, { title: 'Shopping', idPrefix: 'p2-' }))
    expect([attributes.get('role'), attributes.get('aria-labelledby')]).toEqual(['img', 'p2-ink-title'])
    expect(parseXml(toSvg(page)).attributes.has('role')).toBe(false)
    expect(textIn(withName(parseXml(toSvg(page, { title: '<b> & "c"' })), 'title')[0] ?? parseXml('<a/>'))).toBe(
      '<b> & "c"',
    )
  })

  test('brings its style sheet or leaves it to the page, and says nothing in attributes of style', () => {
    expect(withName(parseXml(toSvg(page)), 'style')).toHaveLength(1)
    const without = parseXml(toSvg(page, { styles: 'none' }))
    expect(withName(without, 'style')).toEqual([])
    expect(elementsIn(without).filter(({ attributes }) => attributes.has('style'))).toEqual([])
  })

  test('has nothing that could run or fetch', () => {
    const hostile = '"/><script>alert(1)</script><a href="javascript:x" onload="x'
    const one = scene([layer([stroke([[0, 0]])])], { text: typed([{ text: hostile }]) })
    const root = parseXml(toSvg(layoutPage(one, { template: hostile }), { title: hostile, idPrefix: hostile }))
    for (const { name, attributes } of elementsIn(root)) {
      expect(['script', 'a', 'foreignObject', 'use']).not.toContain(name)
      for (const [key, value] of attributes) {
        expect(key.startsWith('on')).toBe(false)
        if (key === 'href') expect(value.startsWith('data:image/')).toBe(true)
      }
    }
  })
})

describe('the readers that these tests trust', () => {
  test.each(['M1 2', 'M1 2lz', 'M1z', 'M1 2l3z', 'l1 2z', 'M1 2h3 4z', 'M1 NaNz', 'M1 2z3', 'M1 2l1e3z'])(
    'stop in the path %j',
    (path) => {
      expect(isWholePath(path)).toBe(false)
    },
  )

  test('read paths with numbers that touch', () => {
    expect(isWholePath('M-1.5.5l2-3 .5.25z')).toBe(true)
    expect(isWholePath('M1 2h3v4h-3zM5 6z')).toBe(true)
  })

  test.each([
    '<a>',
    '<a></b>',
    '<a b="1" b="2"/>',
    '<a b=1/>',
    '<a>&nbsp;</a>',
    '<a>&amp</a>',
    '<a>\u0001</a>',
    '<a/><b/>',
    'text',
    '<a b="<"/>',
    '<a>\ud800</a>',
  ])('refuse %j as XML', (text) => {
    expect(() => parseXml(text)).toThrow(Error)
  })

  test('read nesting, attributes and entities', () => {
    const root = parseXml('<a b="&lt;&quot;"> <c/>x&amp;y</a>')
    expect([root.attributes.get('b'), textIn(root), elementsIn(root).map(({ name }) => name)]).toEqual([
      '<"',
      ' x&y',
      ['a', 'c'],
    ])
  })
})
