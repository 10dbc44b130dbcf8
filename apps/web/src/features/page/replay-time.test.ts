import { expect, test } from 'vitest'
import { after, clockWords, firstSpeed, stepMs, toggled } from './replay-time.ts'

const playing = { atMs: 1_000, isPlaying: true, speed: 5 }

test('a replay begins as slowly as can be watched in one go', () => {
  expect([0, 45_000, 46_000, 600_000, 9e9].map(firstSpeed)).toEqual([1, 1, 2, 20, 500])
})

test('an arrow moves by a two-hundredth, and by something that can be seen', () => {
  expect([stepMs(600_000), stepMs(1_000)]).toEqual([3_000, 100])
})

test('time is told as a clock tells it', () => {
  expect([0, 999, 61_000, 3_599_000, 3_600_000, 10_921_000].map(clockWords)).toEqual([
    '0:00',
    '0:00',
    '1:01',
    '59:59',
    '1:00:00',
    '3:02:01',
  ])
})

test('time passes at the chosen speed, and stops at the end', () => {
  expect(after(playing, { passedMs: 100, totalMs: 9_000 })).toEqual({ ...playing, atMs: 1_500 })
  expect(after(playing, { passedMs: 9_000, totalMs: 9_000 })).toEqual({ ...playing, atMs: 9_000, isPlaying: false })
  const paused = { ...playing, isPlaying: false }
  expect(after(paused, { passedMs: 100, totalMs: 9_000 })).toEqual(paused)
})

test('pausing keeps the place, playing at the end begins anew, and nothing plays where nothing is written', () => {
  expect(toggled(playing, 9_000)).toEqual({ ...playing, isPlaying: false })
  const over = { ...playing, atMs: 9_000, isPlaying: false }
  expect(toggled(over, 9_000)).toEqual({ ...playing, atMs: 0 })
  expect(toggled({ ...over, atMs: 0 }, 0).isPlaying).toBe(false)
})
