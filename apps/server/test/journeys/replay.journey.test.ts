import type { Locator } from 'playwright-core'
import { beforeAll, expect, test } from 'vitest'
import { openApi, untilRead } from '../api.ts'
import { prepareJourney, startSignedIn } from '../journey.ts'
import { look } from '../look.ts'
import { harbourNotebook } from '../notebooks.ts'

const journey = prepareJourney(() => startSignedIn())
let firstPage = ''

beforeAll(async () => {
  const api = await openApi(journey().server.url)
  const [uploaded] = (await api.upload(harbourNotebook())).documents
  if (uploaded === undefined) throw new Error('the notebook was not taken')
  await untilRead(api, { documentId: uploaded.id })
  firstPage = `/dashboard/documents/${uploaded.id}/pages/1`
})

const bar = (): Locator => journey().page.getByRole('region', { name: 'Replay' })
const moment = (): Locator => bar().getByRole('slider', { name: 'Moment of the writing' })
const at = async (): Promise<number> => Number(await moment().inputValue())

/** How many pixels of the replay are written on. */
const inked = async (): Promise<number> =>
  journey()
    .page.locator('.sheet canvas')
    .evaluate((canvas) => {
      if (!(canvas instanceof HTMLCanvasElement)) return -1
      const pixels = canvas.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height).data ?? []
      let count = 0
      // What is not painted yet is black as well, but transparent.
      for (let pixel = 0; pixel < pixels.length; pixel += 4)
        if ((pixels[pixel] ?? 255) < 128 && pixels[pixel + 3] === 255) count++
      return count
    })

test('who asked for less motion gets the whole page and moves through its writing by keyboard', async () => {
  const { page } = journey()
  await page.goto(firstPage)
  await page.getByRole('region', { name: 'The sheet' }).locator('svg').waitFor()
  await page.keyboard.press('r')
  await expect.poll(inked).toBeGreaterThan(500)
  const all = await inked()
  expect(await bar().getByRole('button', { name: 'Play', exact: true }).isEnabled()).toBe(true)

  await moment().focus()
  await page.keyboard.press('Home')
  await expect.poll(inked).toBe(0)
  expect(await moment().getAttribute('aria-valuetext')).toMatch(/^0:00 of \d+:\d\d$/)
  for (let press = 0; press < 90; press++) await page.keyboard.press('ArrowRight')
  await expect.poll(inked).toBeGreaterThan(all * 0.25)
  expect(await inked()).toBeLessThan(all * 0.8)
  await look(page, 'replay')
  await moment().focus()
  await page.keyboard.press('End')
  await expect.poll(inked).toBe(all)

  await page.keyboard.press('Escape')
  await bar().waitFor({ state: 'detached' })
})

test('a replay plays at once, at the speed of the hand or faster, and pauses where it stands', async () => {
  const { page } = journey()
  await page.emulateMedia({ reducedMotion: 'no-preference' })
  await page.goto(firstPage)
  await page.getByRole('button', { name: 'Replay the writing' }).click()
  await expect.poll(at).toBeGreaterThan(10)
  await page.keyboard.press(' ')
  await bar().getByRole('button', { name: 'Play', exact: true }).waitFor()
  const paused = [await at(), await inked()]
  await page.waitForTimeout(300)
  expect([await at(), await inked()]).toEqual(paused)

  await bar().getByRole('combobox', { name: 'Speed' }).selectOption('500 ×')
  await bar().getByRole('button', { name: 'Play', exact: true }).click()
  await expect.poll(at).toBe(Number(await moment().getAttribute('max')))
  expect(await inked()).toBeGreaterThan(paused[1] ?? 0)
  await page.getByRole('button', { name: 'Close the replay' }).click()
  await bar().waitFor({ state: 'detached' })
  await page.emulateMedia({ reducedMotion: 'reduce' })
})
