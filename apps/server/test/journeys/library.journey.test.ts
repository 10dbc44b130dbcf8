import type { Locator } from 'playwright-core'
import { beforeAll, expect, test } from 'vitest'
import { openApi } from '../api.ts'
import { prepareJourney, startSignedIn } from '../journey.ts'
import { look } from '../look.ts'
import { longNotebook } from '../notebooks.ts'

const journey = prepareJourney(() => startSignedIn())

beforeAll(async () => {
  const api = await openApi(journey().server.url)
  await api.upload(longNotebook({ title: 'Recipes', pages: 1 }))
  await journey().page.getByRole('article').filter({ hasText: 'Recipes' }).waitFor()
})

const folders = (): Locator => journey().page.getByRole('region', { name: 'Folders' })
const documents = (title: string): Locator => journey().page.getByRole('article').filter({ hasText: title })

async function act(title: string, action: string): Promise<void> {
  const { page } = journey()
  await page.getByRole('button', { name: `Actions for ${title}` }).click()
  await page.getByRole('menuitem', { name: action }).click()
}

/** Earlier messages may still stand there, each with its own way back. */
async function undo(message: string): Promise<void> {
  const told = journey().page.getByText(message)
  await told.locator('xpath=..').getByRole('button', { name: 'Undo' }).click()
}

test('a folder is made and renamed', async () => {
  const { page } = journey()
  await page.getByRole('button', { name: 'New folder' }).click()
  await page.getByRole('textbox', { name: 'Name of the folder' }).fill('Kitchen')
  await look(page, 'dialog-new-folder')
  await page.getByRole('button', { name: 'Create', exact: true }).click()
  await folders().getByText('Kitchen').waitFor()
  await act('Kitchen', 'Rename')
  await page.getByRole('textbox', { name: 'New name' }).fill('Grandmother’s kitchen')
  await page.getByRole('dialog').getByRole('button', { name: 'Rename' }).click()
  await folders().getByText('Grandmother’s kitchen').waitFor()
})

test('a document is moved into the folder, and undo brings it back', async () => {
  const { page } = journey()
  await page.getByRole('button', { name: 'Actions for Recipes' }).click()
  await page.getByRole('menuitem', { name: 'Move to…' }).waitFor()
  await look(page, 'menu-document')
  await page.getByRole('menuitem', { name: 'Move to…' }).click()
  await page.getByRole('dialog').getByText('Grandmother’s kitchen').waitFor()
  await look(page, 'dialog-move')
  await page.getByRole('dialog').getByRole('button', { name: 'Grandmother’s kitchen' }).click()
  await page.getByText('“Recipes” was moved').waitFor()
  await expect.poll(() => documents('Recipes').count()).toBe(0)
  await undo('“Recipes” was moved')
  await documents('Recipes').waitFor()

  await act('Recipes', 'Move to…')
  await page.getByRole('dialog').getByRole('button', { name: 'Grandmother’s kitchen' }).click()
  await folders().getByRole('link', { name: 'Grandmother’s kitchen' }).click()
  await page.getByRole('heading', { name: 'Grandmother’s kitchen' }).waitFor()
  await documents('Recipes').waitFor()
})

test('a folder in the trash takes its documents along and brings them back', async () => {
  const { page } = journey()
  await page.goto('/dashboard')
  await act('Grandmother’s kitchen', 'Move to trash')
  await page.getByText('“Grandmother’s kitchen” is in the trash').waitFor()
  await look(page, 'library-toast')
  await page.getByRole('link', { name: 'Trash' }).click()
  await page.getByRole('heading', { name: 'Trash' }).waitFor()
  await folders().getByText('Grandmother’s kitchen').waitFor()
  await look(page, 'trash')
  await act('Grandmother’s kitchen', 'Restore')
  await page.getByText('The trash is empty').waitFor()
  await page.goto('/dashboard')
  await folders().getByRole('link', { name: 'Grandmother’s kitchen' }).click()
  await documents('Recipes').waitFor()
})

test('a document that was put away by mistake is back with one press of undo', async () => {
  const { page } = journey()
  await act('Recipes', 'Move to trash')
  await page.getByText('“Recipes” is in the trash').waitFor()
  await expect.poll(() => documents('Recipes').count()).toBe(0)
  await undo('“Recipes” is in the trash')
  await documents('Recipes').waitFor()
})

test('the appearance follows the choice of the person, and is kept', async () => {
  const { page } = journey()
  const desk = (): Promise<string> => page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor)
  await page.goto('/dashboard/settings')
  await page.getByRole('heading', { name: 'Settings' }).waitFor()
  await look(page, 'settings')
  const light = await desk()
  await page.getByRole('radio', { name: 'Dark' }).check()
  await expect.poll(desk).not.toBe(light)
  const dark = await desk()
  await page.reload()
  await page.getByRole('heading', { name: 'Settings' }).waitFor()
  expect(await desk()).toBe(dark)
  await page.getByRole('radio', { name: 'Like the system' }).check()
  await expect.poll(desk).toBe(light)
})
