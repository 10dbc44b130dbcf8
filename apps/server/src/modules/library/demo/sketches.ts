import type { Place } from '@kinfolio/testkit/handwriting'
import { BLACK, type Ink, LEAF, PLUM, RED, type Sketch, SUN, WATER } from './sheet.ts'

/** Paths as text: points `x,y`, with `!` after one where the pen turns sharply. */
function pathsOf(...texts: string[]): Place[][] {
  return texts.map((text) =>
    text.split(' ').map((point): Place => {
      const [x = 0, y = 0] = point.replace('!', '').split(',').map(Number)
      return point.endsWith('!') ? [x, y, 'corner'] : [x, y]
    }),
  )
}

/** Shading in parallel strokes, as a felt pen fills a shape. */
function hatch(ink: Ink, paths: Place[][]): Sketch[number] {
  return { ink: { ...ink, thickness: 3 }, paths }
}

/** Petals, each a loop from the middle outwards and back. */
function petals(ink: Ink, of: { x: number; y: number; from: number; to: number; count: number }): Sketch[number] {
  const paths = Array.from({ length: of.count }, (_, index): Place[] => {
    const turn = (index / of.count) * 2 * Math.PI
    const at = (radius: number, aside: number): Place => [
      of.x + Math.cos(turn + aside) * radius,
      of.y + Math.sin(turn + aside) * radius,
    ]
    const middle = (of.from + of.to) / 2
    return [at(of.from, -0.1), at(middle, -0.2), at(of.to, 0), at(middle, 0.2), at(of.from, 0.1)]
  })
  return { ink, paths }
}

/** A red apple with its leaf, about 200 × 230. */
export const APPLE: Sketch = [
  hatch(
    RED,
    pathsOf('38,120 70,84', '40,150 92,92', '50,174 118,100', '66,194 140,112', '90,204 156,130', '118,206 164,154'),
  ),
  {
    ink: { ...BLACK, thickness: 3 },
    paths: pathsOf(
      '100,66 70,50 30,68 14,116 30,176 72,216 100,206 130,216 172,176 188,116 170,68 130,50 100,66',
      '100,72 98,40 112,8',
    ),
  },
  { ink: { ...LEAF, thickness: 3 }, paths: pathsOf('106,36 134,12 172,14 150,40 106,38') },
  { ink: { ...BLACK, thickness: 1.8 }, paths: pathsOf('106,37 136,12 176,12 152,42 106,37 140,26') },
]

/** A mixing bowl with a spoon and a little steam, about 380 × 330. */
export const BOWL: Sketch = [
  hatch(WATER, pathsOf('52,186 330,186', '60,206 322,206', '72,226 310,226')),
  {
    ink: { ...BLACK, thickness: 3 },
    paths: pathsOf(
      '30,150 110,132 200,128 290,134 356,150 290,168 190,174 90,168 30,150',
      '30,152 48,220 96,278 150,300 236,300 292,276 338,218 356,152',
      '140,302 138,320! 246,320! 246,302',
      '216,148 266,60 300,6',
      '228,152 280,62 312,12 300,6',
    ),
  },
  {
    ink: { ...BLACK, thickness: 1.6 },
    paths: pathsOf('110,104 122,86 108,66 120,44', '154,98 166,78 152,58 164,34'),
  },
]

/** A jar of jam with a cloth over its lid and room for a label, about 210 × 300. */
export const JAR: Sketch = [
  hatch(
    PLUM,
    pathsOf(
      '26,120 60,104',
      '24,150 96,106',
      '24,180 60,158',
      '24,210 52,194',
      '26,244 60,226',
      '40,268 96,234',
      '88,272 150,236',
      '140,272 184,244',
      '154,236 186,216',
      '158,202 186,184',
      '158,170 186,152',
      '130,126 186,96',
      '96,110 128,92',
    ),
  ),
  {
    ink: { ...BLACK, thickness: 3 },
    paths: pathsOf(
      '34,84 18,110 16,180 18,262 40,284 104,288 168,284 192,262 194,180 192,110 176,84',
      '22,78 40,30 104,18 170,30 190,78 166,70 140,82 106,72 74,82 46,70 22,78',
      '36,58 104,50 176,58',
      '58,146 154,146! 154,222! 58,222! 58,146',
    ),
  },
]

/** A sunflower, about 260 × 420. */
export const SUNFLOWER: Sketch = [
  petals({ ...SUN, thickness: 5 }, { x: 130, y: 130, from: 44, to: 118, count: 15 }),
  petals({ ...BLACK, thickness: 1.6 }, { x: 130, y: 130, from: 44, to: 122, count: 15 }),
  {
    ink: { ...BLACK, thickness: 2.4 },
    paths: [
      Array.from({ length: 13 }, (_, step): Place => {
        const turn = (step / 12) * 2 * Math.PI
        return [130 + Math.cos(turn) * 44, 130 + Math.sin(turn) * 44]
      }),
      ...pathsOf(
        '104,108 156,152',
        '98,128 140,164',
        '118,98 162,136',
        '154,106 106,156',
        '164,126 122,166',
        '138,96 98,136',
      ),
    ],
  },
  {
    ink: { ...LEAF, thickness: 4 },
    paths: pathsOf(
      '132,250 138,330 130,420',
      '136,350 180,316 230,320 196,356 138,358',
      '134,388 92,350 44,356 80,392 132,394',
    ),
  },
]

/** A seedling between two crumbs of earth, about 140 × 150. */
export const SEEDLING: Sketch = [
  {
    ink: { ...LEAF, thickness: 3.5 },
    paths: pathsOf('70,130 68,90 72,58', '72,60 40,56 14,28 50,24 72,58', '72,60 100,50 128,20 92,18 72,56'),
  },
  {
    ink: { ...BLACK, thickness: 2 },
    paths: pathsOf('4,134 36,128 70,132 106,128 138,134', '30,142 36,146', '92,142 100,145'),
  },
]

/** A watering can, pouring, about 300 × 210. */
export const CAN: Sketch = [
  {
    ink: { ...BLACK, thickness: 3 },
    paths: pathsOf(
      '120,74 262,74! 270,196! 112,196! 120,74',
      '116,160 74,120 36,66',
      '118,132 90,104 54,54',
      '22,74 66,44',
      '136,72 160,24 224,20 248,72',
      '264,92 302,98 304,150 268,170',
    ),
  },
  {
    ink: { ...WATER, thickness: 3 },
    paths: pathsOf('24,92 14,112', '40,88 32,108', '20,126 10,146', '38,122 30,142', '12,160 4,180', '32,156 24,178'),
  },
]

/** A birthday cake with nine candles, about 330 × 300. */
export const CAKE: Sketch = [
  hatch(PLUM, pathsOf('40,214 70,232', '90,222 120,242', '140,226 170,248', '190,226 220,248', '240,222 270,240')),
  {
    ink: { ...BLACK, thickness: 3 },
    paths: pathsOf(
      '20,150 70,128 165,120 260,128 310,150 260,174 165,182 70,174 20,150',
      '20,152 22,210 24,262 80,286 165,292 250,286 306,262 308,210 310,152',
      '22,206 44,218 64,196 88,220 112,200 138,224 164,204 190,226 214,204 240,222 264,198 286,218 308,204',
    ),
  },
  {
    ink: { ...BLACK, thickness: 2.2 },
    paths: Array.from({ length: 9 }, (_, candle): Place[] => {
      const x = 61 + candle * 26
      return [
        [x, 148 - Math.sin((candle / 8) * Math.PI) * 4],
        [x + 1, 78],
      ]
    }),
  },
  {
    ink: { ...SUN, thickness: 4 },
    paths: Array.from({ length: 9 }, (_, candle): Place[] => {
      const x = 62 + candle * 26
      return [
        [x, 72],
        [x - 6, 60],
        [x, 42],
        [x + 6, 60],
        [x, 72],
      ]
    }),
  },
]

/** A rose on its stem, about 200 × 420. */
export const ROSE: Sketch = [
  {
    ink: { ...RED, thickness: 3.4 },
    paths: pathsOf(
      '100,84 86,70 98,56 118,62 122,84 104,100 78,92 70,64 92,40 128,46 142,78 126,112 90,122 58,104 50,66 70,30 110,16 150,32 166,74 150,124',
      '50,70 30,96 40,136 78,160 116,162 150,142 168,106 164,72',
      '44,128 70,138 92,124',
      '156,122 134,132 112,120',
    ),
  },
  {
    ink: { ...LEAF, thickness: 4 },
    paths: pathsOf(
      '104,166 108,240 98,320 102,420',
      '104,260 140,226 186,226 160,262 106,270',
      '100,330 62,296 16,300 46,336 100,340',
      '78,162 88,180 104,168 120,182 130,160',
    ),
  },
]
