import { layoutPage } from '@kinfolio/ink'
import { layer, scene, stroke, typed } from '@kinfolio/ink/testing'
import { PNG } from 'pngjs'
import { expect, test } from 'vitest'
import { MAX_PIXELS, toPng } from './index.ts'

const bar = (changes: Parameters<typeof stroke>[1] = {}): ReturnType<typeof stroke> =>
  stroke([[-100, 100], [100, 100]], { width: 40, ...changes }) // prettier-ignore

type Picture = { width: number; height: number; at: (x: number, y: number) => number[] }

async function draw(...[page, options]: Parameters<typeof toPng>): Promise<Picture> {
  const { width, height, data } = PNG.sync.read(Buffer.from(await toPng(page, options)))
  return { width, height, at: (x, y) => Array.from(data.subarray(4 * (y * width + x), 4 * (y * width + x) + 4)) }
}

test('a page is drawn at native size in black on white', async () => {
  const { width, height, at } = await draw(layoutPage(scene([layer([bar()])])))
  expect([width, height]).toEqual([1404, 1872])
  expect(at(702, 100)).toEqual([0, 0, 0, 255])
  expect(at(702, 130)).toEqual([255, 255, 255, 255])
})

test('any one channel can make a page coloured', async () => {
  const colours = {
    0xff800000: [128, 0, 0],
    0xff008000: [0, 128, 0],
    0xff000080: [0, 0, 128],
    0xff808000: [128, 128, 0],
  }
  for (const [argb, rgb] of Object.entries(colours)) {
    const { at } = await draw(layoutPage(scene([layer([bar({ colour: 9, argb: Number(argb) })])])))
    expect(at(702, 100)).toEqual([...rgb, 255])
  }
})

test('highlighters darken by the channel and shaders lie over, as in the official export', async () => {
  const yellow = bar({ tool: 18, colour: 9, argb: 0xffffed75 })
  const blue = bar({ tool: 18, colour: 9, argb: 0xffbeeafe })
  expect((await draw(layoutPage(scene([layer([yellow, blue])])))).at(702, 100)).toEqual([190, 234, 117, 255])
  const grey = bar({ tool: 5, colour: 8 })
  expect((await draw(layoutPage(scene([layer([grey])])))).at(702, 100)).toEqual([191, 191, 191, 255])
  expect((await draw(layoutPage(scene([layer([grey, grey])])))).at(702, 100)).toEqual([143, 143, 143, 255])
})

test('without paper the ground is transparent', async () => {
  const { at } = await draw(layoutPage(scene([layer([bar()])])), { background: 'none' })
  expect([at(702, 100), at(0, 0)]).toEqual([[0, 0, 0, 255], [0, 0, 0, 0]]) // prettier-ignore
})

test('scale and width change the number of pixels, within a limit', async () => {
  const page = layoutPage(scene([]))
  expect(await draw(page, { scale: 0.5 })).toMatchObject({ width: 702, height: 936 })
  expect(await draw(page, { width: 351 })).toMatchObject({ width: 351, height: 468 })
  const { width, height } = await draw(page, { scale: 100 })
  expect(width * height).toBeLessThan(MAX_PIXELS * 1.01)
  await expect(toPng(page, { scale: Number.NaN })).rejects.toThrow(RangeError)
})

test('typed text is stretched to the width the tablet gives it', async () => {
  const page = layoutPage(scene([], { text: typed([{ text: '||||||||||||||||||||' }]) }))
  const { at } = await draw(page)
  const [line] = page.text
  const baseline = Math.round(line?.baseline ?? 0)
  const dark = Array.from({ length: 1404 }, (_, x) => x).filter((x) => (at(x, baseline - 8)[0] ?? 255) < 128)
  const [left, right] = [(line?.rect.x ?? 0) + 702, (line?.rect.x ?? 0) + (line?.rect.width ?? 0) + 702]
  // The outermost bars stand half a letter inside the line's ends.
  expect(Math.abs((dark[0] ?? 0) - left)).toBeLessThan(8)
  expect(Math.abs((dark.at(-1) ?? 0) - right)).toBeLessThan(8)
})

test('a picture is placed by its corners, and one that claims to be huge is not decoded', async () => {
  const corners = [
    { x: -100, y: 200, u: 0, v: 0 },
    { x: 100, y: 200, u: 1, v: 0 },
    { x: 100, y: 400, u: 1, v: 1 },
    { x: -100, y: 400, u: 0, v: 1 },
  ]
  const placed = {
    kind: 'image',
    id: { author: 1, counter: 1 },
    image: 'a',
    corners,
    triangles: [0, 1, 2, 0, 2, 3],
  } as const
  const red = new PNG({ width: 2, height: 2 })
  red.data.set([255, 0, 0, 255, 0, 255, 0, 255, 0, 0, 255, 255, 0, 0, 0, 255])
  const bytes = new Uint8Array(PNG.sync.write(red))
  const withImage = (source: Uint8Array): ReturnType<typeof layoutPage> =>
    layoutPage(
      scene([layer([{ ...placed, corners: [...corners], triangles: [...placed.triangles] }])], {
        images: new Map([['a', { fileName: 'a.png', bytes: source }]]),
      }),
    )
  const { at } = await draw(withImage(bytes))
  expect(at(610, 210)).toEqual([255, 0, 0, 255])
  expect(at(794, 210)).toEqual([0, 255, 0, 255])
  expect(at(610, 390)).toEqual([0, 0, 255, 255])
  const huge = bytes.slice()
  new DataView(huge.buffer).setUint32(16, 65_000)
  new DataView(huge.buffer).setUint32(20, 65_000)
  expect((await draw(withImage(huge))).at(702, 300)).toEqual([255, 255, 255, 255])
})
