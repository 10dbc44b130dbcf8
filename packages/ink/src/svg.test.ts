import { expect, test } from 'vitest'
import { layoutPage, toSvg } from './index.ts'
import { group, layer, scene, stroke, typed } from '../test/scenes.ts'

const draw = (one: Parameters<typeof layoutPage>[0], options?: Parameters<typeof toSvg>[1]): string =>
  toSvg(layoutPage(one), options)

test('a highlighter stroke is one flat-ended filled outline with its index', () => {
  const flat = stroke([[0, 10], [20, 10]], { tool: 5, colour: 3 }) // prettier-ignore
  expect(draw(scene([layer([flat])]), { styles: 'none' })).toMatchInlineSnapshot(`
    "<svg xmlns="http://www.w3.org/2000/svg" class="ink-page" viewBox="-702 0 1404 1872" width="1404" height="1872">
    <rect x="-702" y="0" width="1404" height="1872" class="ink-paper" fill="#fff"/>
    <g data-layer="0">
    <path data-stroke="0" fill="#fefd60" class="ink-darken" d="M 0 8l 20 0 0 4-20 0z"/>
    </g>
    </svg>"
  `)
})

test('stroke indices count hidden layers, so that they stay the same when a layer is hidden', () => {
  const dot = stroke([[0, 0]])
  const svg = draw(scene([layer([dot, dot], { isVisible: false }), layer([dot])]))
  expect([...svg.matchAll(/data-stroke="(\d+)"/g)].map(([, index]) => index)).toEqual(['2'])
})

test('typed text cannot break out of its element', () => {
  const svg = draw(scene([], { text: typed([{ text: '</text><script>"\'&\u0000' }]) }), { title: '<b>' })
  expect(svg).toContain('&lt;/text&gt;&lt;script&gt;&quot;&#39;&amp;\ufffd')
  expect(svg).toContain('<title id="ink-title">&lt;b&gt;</title>')
})

test('anchored ink moves to the baseline of its line', () => {
  const anchor = { character: { author: 1, counter: 18 }, type: 1, threshold: 0, originX: -464 }
  const page = layoutPage(
    scene([layer([group([stroke([[0, 0], [10, 0]])], anchor)])], { text: typed([{ text: 'a' }, { text: 'b' }]) }), // prettier-ignore
  )
  const [mark] = page.marks.filter((one) => one.kind === 'outline')
  expect(mark?.bounds.y).toBeCloseTo(234 + 33.5 + 69.5 - 2, 1)
  expect(mark?.bounds.x).toBeCloseTo(-466, 0)
})

test('the background can be left out and ids can be told apart', () => {
  const svg = draw(scene([]), { background: 'none', title: 'Page', idPrefix: 'p1-' })
  expect(svg).not.toContain('ink-paper')
  expect(svg).toContain('aria-labelledby="p1-ink-title"')
})

test('typed text keeps its geometry whatever font is there', () => {
  const spans = [{ from: 0, to: 4, isBold: true, isItalic: true }]
  const page = layoutPage(scene([], { text: typed([{ text: 'word', style: 2, spans }]) }))
  const svg = toSvg(page)
  expect(svg).toMatch(
    /<text class="ink-text ink-style-2" data-paragraph="0" x="-464" y="297" font-family="'EB Garamond'/,
  )
  expect(svg).toContain('font-size="64" font-weight="700" font-style="italic"')
  const width = page.text[0]?.rect.width ?? 0
  expect(Number(/textLength="([\d.]+)"/.exec(svg)?.[1])).toBeCloseTo(width, 2)
})

test('layers are groups in drawing order, and what is below them is in none', () => {
  const dot = stroke([[0, 0]])
  const page = layoutPage(scene([layer([dot]), layer([]), layer([dot, dot])]), { template: 'P Lines small' })
  const shape = toSvg(page, { background: 'none', styles: 'none' }).replaceAll(/ d="[^"]*"/g, '')
  expect(
    shape
      .split('\n')
      .slice(1)
      .map((line) => line.split(' fill')[0]),
  ).toEqual([
    '<path class="ink-template"',
    '<g data-layer="0">',
    '<path data-stroke="0"',
    '</g>',
    '<g data-layer="2">',
    '<path data-stroke="1"',
    '<path data-stroke="2"',
    '</g>',
    '</svg>',
  ])
})

test('a picture of a kind browsers are not handed leaves an empty frame', () => {
  const corners = [
    { x: 0, y: 0, u: 0, v: 0 },
    { x: 10, y: 0, u: 1, v: 0 },
    { x: 10, y: 20, u: 1, v: 1 },
  ]
  const image = {
    kind: 'image',
    id: { author: 1, counter: 1 },
    image: 'a',
    corners,
    triangles: [],
  } satisfies Parameters<typeof layer>[0][number]
  const withBytes = (bytes: Uint8Array | undefined): string =>
    draw(scene([layer([image])], { images: new Map([['a', { fileName: '"><script>', bytes }]]) }))
  const script = withBytes(new TextEncoder().encode('<svg onload="alert(1)"/>'))
  for (const svg of [script, withBytes(undefined)]) {
    expect(svg).toContain('class="ink-image-missing"')
    expect(svg).not.toMatch(/<image|script|onload/)
  }
  const large = new Uint8Array(100_000).fill(65)
  large.set([0xff, 0xd8, 0xff])
  const href = /href="data:image\/jpeg;base64,([^"]*)"/.exec(withBytes(large))?.[1] ?? ''
  expect(Uint8Array.from(atob(href), (letter) => letter.charCodeAt(0))).toEqual(large)
})

test('translucent ink carries its alpha and darkening ink its class', () => {
  const across = (argb: number, tool: number): ReturnType<typeof stroke> => stroke([[0, 0], [9, 0]], { tool, colour: 9, argb }) // prettier-ignore
  const svg = draw(scene([layer([across(0x80c07fd2, 23), across(0xffffed75, 18)])]))
  expect(svg).toContain('<path data-stroke="0" fill="#c07fd2" fill-opacity="0.502" d=')
  expect(svg).toContain('<path data-stroke="1" fill="#ffed75" class="ink-darken" d=')
  expect(svg).toContain('.ink-darken{mix-blend-mode:darken}')
})

test('pencils are filled with a pattern, written once for each colour and darkness', () => {
  const pencil = (colour: number): ReturnType<typeof stroke> => stroke([[0, 10], [20, 10]], { tool: 14, colour }) // prettier-ignore
  const svg = toSvg(layoutPage(scene([layer([7, 7, 6].map(pencil))])), { idPrefix: 'p1-' })
  expect(svg.match(/<pattern id="[^"]*"/g)).toEqual([
    '<pattern id="p1-ink-grain-6-c23132"',
    '<pattern id="p1-ink-grain-6-304ae0"',
  ])
  expect(svg.match(/data-stroke="\d" fill="[^"]*"/g)).toEqual([
    'data-stroke="0" fill="url(#p1-ink-grain-6-c23132) #c23132"',
    'data-stroke="1" fill="url(#p1-ink-grain-6-c23132) #c23132"',
    'data-stroke="2" fill="url(#p1-ink-grain-6-304ae0) #304ae0"',
  ])
})
