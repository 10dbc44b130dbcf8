import { beforeAll, expect, test } from 'vitest'
import { openApi, untilRead } from '../api.ts'
import { prepareJourney, startJourney } from '../journey.ts'
import { look } from '../look.ts'
import { harbourNotebook } from '../notebooks.ts'
import { OWNER } from '../server-process.ts'

const journey = prepareJourney(() => startJourney({ hasOwner: true }))

beforeAll(async () => {
  const { server, visitor } = journey()
  const api = await openApi(server.url)
  const [uploaded] = (await api.upload(harbourNotebook())).documents
  if (uploaded !== undefined) await untilRead(api, { documentId: uploaded.id })
  // Nobody is signed in yet, which the page finds out by asking.
  visitor.expectFault(/status of 401/)
})

/** Presses Tab until what has the focus carries the name; a person would give up long before the limit. */
async function tabTo(name: RegExp): Promise<void> {
  const { page } = journey()
  for (let presses = 0; presses < 40; presses += 1) {
    await page.keyboard.press('Tab')
    const focused = await page.evaluate(
      () => `${document.activeElement?.getAttribute('aria-label') ?? ''} ${document.activeElement?.textContent ?? ''}`,
    )
    if (name.test(focused)) return
  }
  throw new Error(`Tab never came to ${name}`)
}

test('from the sign-in to a page of a notebook without a mouse', async () => {
  const { page } = journey()
  await page.goto('/')
  await page.getByRole('heading', { name: 'Sign in' }).waitFor()
  await page.getByLabel('E-mail').focus()
  await page.keyboard.type(OWNER.email)
  await page.keyboard.press('Tab')
  await page.keyboard.type(OWNER.password)
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { name: 'Library' }).waitFor()

  await tabTo(/^ ?Skip to the content/)
  await page.keyboard.press('Enter')
  await tabTo(/Journeys/)
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { name: 'Journeys' }).waitFor()
  await tabTo(/^ Sea/)
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { name: 'Sea' }).waitFor()
  await tabTo(/^ Harbour notes/)
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { name: 'Harbour notes' }).waitFor()
  await tabTo(/Page 2/)
  await page.keyboard.press('Enter')
  await page.getByText('Page 2 of 3').waitFor()
  await tabTo(/quiet lighthouse/)
  await expect.poll(() => page.locator('[data-lit]').count()).toBeGreaterThan(10)
})

test('e opens the correction, Escape leaves it, and what was typed is not saved', async () => {
  const { page } = journey()
  await page.keyboard.press('e')
  await page.getByRole('textbox', { name: 'Line 1' }).waitFor()
  await page.getByRole('textbox', { name: 'Line 1' }).focus()
  await page.keyboard.type('not meant ')
  await page.keyboard.press('Escape')
  await page.getByRole('textbox', { name: 'Line 1' }).waitFor({ state: 'detached' })
  expect(await page.getByRole('region', { name: 'Text' }).innerText()).not.toContain('not meant')
})

test('? shows the keys, Escape closes them, and the focus is where it was', async () => {
  const { page } = journey()
  await page.keyboard.press('?')
  const sheet = page.getByRole('dialog', { name: 'Keyboard' })
  await sheet.waitFor()
  await look(page, 'keyboard')
  await page.keyboard.press('Escape')
  await sheet.waitFor({ state: 'detached' })
})

test('g l, g j and / lead to the library, the jobs and the search', async () => {
  const { page } = journey()
  await page.keyboard.press('g')
  await page.keyboard.press('l')
  await page.getByRole('heading', { name: 'Library' }).waitFor()
  await page.keyboard.press('g')
  await page.keyboard.press('j')
  await page.getByRole('heading', { name: 'Jobs' }).waitFor()
  await page.keyboard.press('/')
  await page.getByRole('heading', { name: 'Search' }).waitFor()
  expect(await page.evaluate(() => document.activeElement?.getAttribute('type'))).toBe('search')
})

test('a menu opens, moves and closes by keys and gives the focus back', async () => {
  const { page } = journey()
  await page.goto('/dashboard')
  await page.getByRole('heading', { name: 'Library' }).waitFor()
  await tabTo(/Actions for Journeys/)
  await page.keyboard.press('Enter')
  await page.getByRole('menuitem', { name: 'Rename' }).waitFor()
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Escape')
  await page.getByRole('menuitem', { name: 'Rename' }).waitFor({ state: 'detached' })
  await expect
    .poll(() => page.evaluate(() => document.activeElement?.getAttribute('aria-label')))
    .toBe('Actions for Journeys')
})
