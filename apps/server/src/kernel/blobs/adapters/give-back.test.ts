import { expect, test } from 'vitest'
import { giveBack } from './give-back.ts'

test('a chunk with memory of its own gives it back', () => {
  const chunk = new Uint8Array(65_536)
  giveBack(chunk)
  expect(chunk.buffer.detached).toBe(true)
})

test('a part of something larger is left alone, since the rest may still be read', () => {
  const whole = new Uint8Array(65_537)
  giveBack(whole.subarray(1))
  giveBack(whole.subarray(0, 65_536))
  expect(whole.byteLength).toBe(65_537)
})

test('a small chunk is left alone: a parser may keep it to look behind itself', () => {
  const lookBehind = new Uint8Array(256)
  giveBack(lookBehind)
  expect(lookBehind.byteLength).toBe(256)
})

test('memory that is shared between threads is nobody’s to give back', () => {
  const shared = new Uint8Array(new SharedArrayBuffer(65_536))
  giveBack(shared)
  expect(shared.byteLength).toBe(65_536)
})
