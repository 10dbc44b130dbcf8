import { afterAll, expect, test, vi } from 'vitest'
import { prepareJourney, startSignedIn } from '../journey.ts'

vi.stubEnv('KINFOLIO_CHROMIUM', 'bundled')
afterAll(() => void vi.unstubAllEnvs())

const journey = prepareJourney(() => startSignedIn())

test('the Chromium that npm brings shows the product where the system has none', async () => {
  const { page, browser } = journey()
  expect(browser.version()).toMatch(/^\d+\./)
  await page.getByRole('heading', { name: 'Drop your notebooks here' }).waitFor()
  // A menu shows a tick, which is in no font of ours: a browser without any font ends at it.
  await page.getByRole('button', { name: /settings and sign-out/i }).click()
  await page.getByRole('menuitemcheckbox', { name: 'Like the system' }).waitFor()
})
