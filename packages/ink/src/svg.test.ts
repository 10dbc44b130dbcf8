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
