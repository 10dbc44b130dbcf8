// @vitest-environment happy-dom
import { expect, test } from 'vitest'
import { importSvg, NESTING_MAX } from './import-svg.ts'

const SVG = 'http://www.w3.org/2000/svg'
const svg = (inner: string, attributes = 'viewBox="0 0 10 10"') => `<svg xmlns="${SVG}" ${attributes}>${inner}</svg>`
const imported = (inner: string, attributes?: string): SVGSVGElement => {
  const drawing = importSvg(svg(inner, attributes))
  if (drawing === null) throw new Error('nothing was imported')
  return drawing
}
const names = (drawing: Element) => Array.from(drawing.querySelectorAll('*'), (element) => element.localName)

test('a drawing keeps its strokes, their order, their numbers and their looks', () => {
  const drawing = imported(
    '<g transform="scale(2)"><path data-stroke="0" d="M0 0h1" stroke="#000"/><path data-stroke="1" d="M1 1v1"/></g>',
  )
  const strokes = Array.from(drawing.querySelectorAll('[data-stroke]'))
  expect(strokes.map((stroke) => stroke.getAttribute('d'))).toEqual(['M0 0h1', 'M1 1v1'])
  expect(strokes.map((stroke) => stroke.getAttribute('data-stroke'))).toEqual(['0', '1'])
  expect(strokes[0]?.getAttribute('stroke')).toBe('#000')
  expect(drawing.querySelector('g')?.getAttribute('transform')).toBe('scale(2)')
})

test('a drawing fills what it is put into, in its own proportions', () => {
  const drawing = imported('', 'viewBox="0 0 1404 1872" width="1404" height="1872"')
  expect([drawing.getAttribute('width'), drawing.getAttribute('height')]).toEqual([null, null])
  expect(drawing.getAttribute('viewBox')).toBe('0 0 1404 1872')
})

test('typed text on a page stays text', () => {
  const drawing = imported('<text x="1" y="2">Water &amp; light <tspan>now</tspan></text>')
  expect(drawing.querySelector('text')?.textContent).toBe('Water & light now')
})

test.each([
  ['a script', '<script>alert(1)</script>'],
  ['a script between strokes', '<g><script href="https://x.example/a.js"/></g>'],
  ['a foreign object', '<foreignObject><body xmlns="http://www.w3.org/1999/xhtml"><b>hi</b></body></foreignObject>'],
  ['a frame', '<iframe src="https://x.example"/>'],
  ['an embedded object', '<object data="https://x.example"/><embed src="https://x.example"/>'],
  ['a style sheet', '<style>@import url(https://x.example/a.css); * { fill: url(https://x.example) }</style>'],
  ['a link', '<a href="javascript:alert(1)"><path d="M0 0"/></a>'],
  ['an animation of an address', '<animate attributeName="href" values="javascript:alert(1)"/>'],
  ['a setting of a handler', '<set attributeName="onmouseover" to="alert(1)"/>'],
  ['a filter that loads a picture', '<filter id="f"><feImage href="https://x.example/x.png"/></filter>'],
  ['a handler element', '<handler type="text/javascript">alert(1)</handler>'],
  ['a video', '<video src="https://x.example/x.mp4"/>'],
])('%s is left out, and what stands beside it stays', (_, hostile) => {
  const drawing = imported(`${hostile}<path data-stroke="3" d="M0 0h1"/>`)
  expect(names(drawing).filter((name) => !['g', 'path'].includes(name))).toEqual([])
  expect(drawing.querySelector('[data-stroke="3"]')).not.toBeNull()
  expect(drawing.outerHTML).not.toMatch(/alert|x\.example|javascript|import/i)
})

test.each([
  'onload',
  'onclick',
  'onmouseover',
  'onbegin',
  'onfocusin',
  'ONLOAD',
  'style',
  'tabindex',
  'autofocus',
  'srcset',
  'formaction',
])('an attribute called %s is not taken over', (name) => {
  const drawing = imported(`<path ${name}="alert(1)" d="M0 0"/>`, `${name}="alert(1)" viewBox="0 0 1 1"`)
  expect(drawing.outerHTML.toLowerCase()).not.toContain(name.toLowerCase())
  expect(drawing.outerHTML).not.toContain('alert')
})

test.each([
  'https://x.example/x.png',
  '//x.example/x.png',
  'javascript:alert(1)',
  ' javascript:alert(1)',
  'data:text/html,<b>',
  'data:image/svg+xml;base64,PHN2Zz4=',
  'data:image/png,not-base64',
  'blob:https://x.example/1',
  'file:///etc/passwd',
  '/api/spaces/1/export',
])('a picture is never fetched from %s', (address) => {
  const escaped = address.replaceAll('<', '&lt;')
  const drawing = imported(`<image href="${escaped}" width="1" height="1"/><use href="${escaped}"/>`)
  expect(drawing.querySelector('image')?.hasAttribute('href')).toBe(false)
  expect(drawing.querySelector('use')?.hasAttribute('href')).toBe(false)
})

test('a picture carried in the file is shown, also under the older name of its address', () => {
  const png = 'data:image/png;base64,iVBORw0KGgo='
  const drawing = imported(
    `<image href="${png}"/><image xlink:href="${png}"/>`,
    'xmlns:xlink="http://www.w3.org/1999/xlink"',
  )
  expect(Array.from(drawing.querySelectorAll('image'), (image) => image.getAttribute('href'))).toEqual([png, png])
})

test('the older name of an address opens no other door', () => {
  const drawing = imported(
    '<image xlink:href="https://x.example/x.png"/><use xlink:href="other.svg#a"/>',
    'xmlns:xlink="http://www.w3.org/1999/xlink"',
  )
  expect(drawing.outerHTML).not.toMatch(/x\.example|other\.svg/)
})

test.each(['fill', 'stroke', 'clip-path', 'mask'])('%s may point into the drawing, and nowhere else', (name) => {
  const of = (value: string) => imported(`<path ${name}="${value}"/>`).querySelector('path')?.getAttribute(name)
  expect(of('url(#a-1)')).toBe('url(#a-1)')
  for (const away of [
    'url(https://x.example#a)',
    'URL(//x)',
    'url(a.svg#b)',
    "url('https://x.example')",
    'red url(#a) url(x)',
  ])
    expect(of(away)).toBeNull()
})

test('elements of another world than drawing are not taken for ours by their name', () => {
  const drawing = imported('<h:g xmlns:h="http://www.w3.org/1999/xhtml"><h:path d="M0 0"/></h:g><path d="M1 1"/>')
  expect(names(drawing)).toEqual(['path'])
})

test('comments and instructions are not copied', () => {
  const drawing = imported('<!-- secret --><path d="M0 0"/>')
  expect(drawing.outerHTML).not.toContain('secret')
})

test('what is no SVG is no drawing', () => {
  expect(importSvg('<html xmlns="http://www.w3.org/1999/xhtml"><body/></html>')).toBeNull()
  expect(importSvg('<svg><path/></svg>')).toBeNull()
  expect(importSvg('{"title":"not drawn yet"}')).toBeNull()
  expect(importSvg('')).toBeNull()
})

test('a drawing nested deeper than any page needs is cut off instead of bringing the screen down', () => {
  const nested = (depth: number) =>
    imported(`${'<g>'.repeat(depth)}<path data-stroke="0"/>${'</g>'.repeat(depth)}<path data-stroke="1"/>`)
  expect(nested(NESTING_MAX - 1).querySelectorAll('[data-stroke]')).toHaveLength(2)
  const deep = nested(6_000)
  expect(deep.querySelector('[data-stroke="0"]')).toBeNull()
  expect(deep.querySelector('[data-stroke="1"]')).not.toBeNull()
})

test('a page of thousands of strokes comes in whole', () => {
  const count = 3_000
  const strokes = Array.from({ length: count }, (_, n) => `<path data-stroke="${n}" d="M${n} 0h1"/>`).join('')
  expect(imported(strokes).querySelectorAll('[data-stroke]')).toHaveLength(count)
})
