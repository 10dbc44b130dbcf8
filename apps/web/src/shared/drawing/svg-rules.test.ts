import { expect, test } from 'vitest'
import { isAttributeAllowed, isElementAllowed } from './svg-rules.ts'

const attribute = (element: string, name: string, value: string) => isAttributeAllowed({ element, name, value })

test('what draws is let in, what runs or loads is not', () => {
  expect(['path', 'g', 'text', 'image', 'clipPath', 'pattern'].every(isElementAllowed)).toBe(true)
  expect(['script', 'style', 'foreignObject', 'a', 'animate', 'set', 'iframe', 'feImage'].some(isElementAllowed)).toBe(
    false,
  )
})

test('strokes keep their number, and handlers and styles stay out', () => {
  expect(attribute('path', 'data-stroke', '7')).toBe(true)
  expect(attribute('path', 'd', 'M0 0h1')).toBe(true)
  expect(attribute('path', 'onclick', 'alert(1)')).toBe(false)
  expect(attribute('svg', 'onload', 'alert(1)')).toBe(false)
  expect(attribute('path', 'style', 'fill:url(https://elsewhere.example)')).toBe(false)
})

test('pictures are only those carried in the file, of kinds that hold no code', () => {
  expect(attribute('image', 'href', 'data:image/png;base64,AAAA')).toBe(true)
  expect(attribute('image', 'href', 'data:image/svg+xml;base64,AAAA')).toBe(false)
  expect(attribute('image', 'href', 'https://elsewhere.example/x.png')).toBe(false)
  expect(attribute('use', 'href', '#shape')).toBe(true)
  expect(attribute('use', 'href', 'other.svg#shape')).toBe(false)
  expect(attribute('path', 'href', '#shape')).toBe(false)
})

test('references point into the drawing itself', () => {
  expect(attribute('g', 'clip-path', 'url(#page)')).toBe(true)
  expect(attribute('g', 'clip-path', 'url(https://elsewhere.example#x)')).toBe(false)
  expect(attribute('path', 'fill', 'URL(javascript:alert(1))')).toBe(false)
  expect(attribute('path', 'fill', 'url(#ink-grain-7-c23132) #c23132')).toBe(true)
  expect(attribute('path', 'fill', 'url(#grain) url(https://elsewhere.example#x)')).toBe(false)
})
