import { createHash } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { seePicture } from './picture.ts'
import { pngOfLength, tinyJpeg, tinyPng } from './tiny-pictures.testing.ts'

const cut = (base64: string, bytes: number): string =>
  Buffer.from(base64, 'base64').subarray(0, bytes).toString('base64')
const sizeOf = (base64: string): unknown => {
  const seen = seePicture(base64)
  return seen && [seen.mediaType, seen.width, seen.height]
}

describe('what a vendor sees of a picture', () => {
  test.each([
    [1, 1],
    [1404, 1872],
    [65_535, 3],
  ])('is its type and size, %d × %d', (width, height) => {
    expect(sizeOf(tinyPng(width, height))).toEqual(['image/png', width, height])
    expect(sizeOf(tinyJpeg(width, height))).toEqual(['image/jpeg', width, height])
  })

  test('is the same for every kind of JPEG frame, and nothing for tables that look like one', () => {
    for (const frame of [0xc0, 0xc1, 0xc2, 0xc9, 0xcf]) expect(sizeOf(tinyJpeg(300, 200, frame))).toEqual(['image/jpeg', 300, 200]) // prettier-ignore
    for (const frame of [0xc4, 0xc8, 0xcc, 0xe1]) expect(sizeOf(tinyJpeg(300, 200, frame))).toBeUndefined()
  })

  test('is nothing for a picture that lacks its end, wherever it was cut', () => {
    for (const whole of [tinyPng(20, 10), tinyJpeg(20, 10)]) {
      const length = Buffer.from(whole, 'base64').length
      for (let bytes = 0; bytes < length; bytes++)
        expect([bytes, sizeOf(cut(whole, bytes))]).toEqual([bytes, undefined])
    }
  })

  test.each(['', 'AAAA', '!!!!', 'R0lGODlhAQABAAAAACw=', Buffer.from('<svg/>').toString('base64')])(
    'is nothing for %j, which is no PNG or JPEG',
    (base64) => {
      expect(seePicture(base64)).toBeUndefined()
    },
  )

  test('is known by the SHA-256 of its bytes', () => {
    const png = tinyPng(7, 8)
    const bytes = Buffer.from(png, 'base64')
    expect(seePicture(png)?.sha256).toBe(createHash('sha256').update(bytes).digest('hex'))
    expect(Buffer.from(seePicture(png)?.bytes ?? []).equals(bytes)).toBe(true)
    expect(seePicture(tinyPng(8, 7))?.sha256).not.toBe(seePicture(png)?.sha256)
  })
})

test('a picture of a length asked for has that length and is still one', () => {
  for (const length of [400, 5_242_880]) {
    expect(pngOfLength(length, [10, 20])).toHaveLength(length)
    expect(sizeOf(pngOfLength(length, [10, 20]))).toEqual(['image/png', 10, 20])
  }
})
