import fc from 'fast-check'
import { expect, test } from 'vitest'
import { layGrid } from './mark-grid.ts'

const frame = { x: -702, y: 0, width: 1404, height: 1872 }
const length = fc.double({ min: 0, max: 900, noNaN: true })
const place = fc.double({ min: -1_500, max: 2_500, noNaN: true })
const box = fc.record({ x: place, y: place, width: length, height: length })

test('a look finds exactly the boxes that meet it, in their order', () => {
  fc.assert(
    fc.property(fc.array(box, { maxLength: 60 }), box, (boxes, look) => {
      const meeting = boxes.flatMap((one, index) =>
        one.x <= look.x + look.width &&
        look.x <= one.x + one.width &&
        one.y <= look.y + look.height &&
        look.y <= one.y + one.height
          ? [index]
          : [],
      )
      expect([...layGrid(boxes, frame).meeting(look)]).toEqual(meeting)
    }),
  )
})

test('a second look is not told what the first one saw', () => {
  const grid = layGrid([{ x: 0, y: 0, width: 500, height: 500 }, undefined], frame)
  const look = { x: 10, y: 10, width: 300, height: 300 }
  expect([...grid.meeting(look)]).toEqual([0])
  expect([...grid.meeting(look)]).toEqual([0])
})
