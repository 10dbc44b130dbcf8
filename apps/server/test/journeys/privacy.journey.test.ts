import { readFile } from 'node:fs/promises'
import type { Download, Page } from 'playwright-core'
import { beforeAll, expect, test } from 'vitest'
import { openApi } from '../api.ts'
import { prepareJourney, startSignedIn } from '../journey.ts'
import { look } from '../look.ts'
import { longNotebook } from '../notebooks.ts'
import { OWNER } from '../server-process.ts'
import { unzip } from '../unzip.ts'

const journey = prepareJourney(async () => startSignedIn())
const page = (): Page => journey().page

beforeAll(async () => {
  const api = await openApi(journey().server.url)
  for (const title of ['Recipes', 'Letters', 'Sketches']) await api.upload(longNotebook({ title, pages: 1 }))
  await page().getByRole('article').filter({ hasText: 'Sketches' }).waitFor()
})

async function act(title: string, action: string): Promise<void> {
  await page()
    .getByRole('button', { name: `Actions for ${title}` })
    .click()
  await page().getByRole('menuitem', { name: action }).click()
}

async function saved(click: () => Promise<void>): Promise<{ download: Download; bytes: Buffer }> {
  const [download] = await Promise.all([page().waitForEvent('download'), click()])
  return { download, bytes: await readFile(await download.path()) }
}

test('the trash says how long things stay, and one of them is deleted for good', async () => {
  for (const title of ['Recipes', 'Letters']) {
    await act(title, 'Move to trash')
    await page().getByText(`“${title}” is in the trash`).waitFor()
  }
  await page().getByRole('link', { name: 'Trash' }).click()
  await page().getByText('Things stay here for 30 days, then they are deleted for good.').waitFor()
  await page().getByText('Deleted in 30 days').first().waitFor()
  await look(page(), 'trash-days')
  await act('Recipes', 'Delete for good…')
  await page().getByRole('dialog').getByText('This cannot be undone').waitFor()
  await look(page(), 'trash-erase')
  await page().getByRole('dialog').getByRole('button', { name: 'Delete for good' }).click()
  await page().getByText('“Recipes” is deleted for good').waitFor()
  await expect.poll(async () => page().getByRole('article').count()).toBe(1)
})

test('the owner sets the days, and the trash keeps them', async () => {
  await page().goto('/dashboard/settings')
  await page().getByRole('link', { name: 'Keeping and deleting' }).click()
  const days = page().getByLabel('Things in the trash are deleted for good')
  await days.selectOption({ label: 'after 90 days' })
  await page().getByText('The trash keeps things as you say').waitFor()
  await look(page(), 'settings-keeping')
  await page().goto('/dashboard/trash')
  await page().getByText('Deleted in 90 days').waitFor()
})

test('the trash is emptied by a job that everybody can see', async () => {
  await page().getByRole('button', { name: 'Empty the trash…' }).click()
  await page().getByRole('dialog').getByRole('button', { name: 'Delete everything in it' }).click()
  await page().getByRole('heading', { name: 'The trash is empty' }).waitFor()
  await page().getByRole('link', { name: 'Jobs' }).first().click()
  await page().getByText('Trash', { exact: true }).last().waitFor()
  await look(page(), 'jobs-trash')
  await page().goto('/dashboard')
  await page().getByRole('article').filter({ hasText: 'Sketches' }).waitFor()
})

test('the activity tells the owner what happened, can be narrowed, and can be taken away', async () => {
  await page().goto('/dashboard/settings/activity')
  const rows = page().getByRole('listitem')
  await rows.filter({ hasText: 'You · Emptied the trash' }).waitFor()
  await look(page(), 'activity')
  await page().getByLabel('What').selectOption({ label: 'Deleted a document for good' })
  await expect.poll(async () => rows.filter({ hasText: 'Emptied the trash' }).count()).toBe(0)
  await rows.filter({ hasText: 'Deleted a document for good' }).waitFor()
  const { download, bytes } = await saved(async () => page().getByRole('button', { name: 'Export as a table' }).click())
  expect(download.suggestedFilename()).toBe('kinfolio-activity.csv')
  expect(bytes.toString()).toMatch(/^at,action,actor,.*\r\n.*,document\.erased,Ada Byron,/)
  await page().getByLabel('My account').check()
  await page().getByLabel('What').selectOption({ label: 'Everything' })
  await rows.filter({ hasText: 'You · Signed in' }).first().waitFor()
})

test('everything about oneself comes as one zip, with nothing secret in it', async () => {
  await page().goto('/dashboard/settings/data')
  const { download, bytes } = await saved(async () =>
    page().getByRole('button', { name: 'Export everything about me' }).click(),
  )
  expect(download.suggestedFilename()).toMatch(/^kinfolio-about-me-\d{4}-\d\d-\d\d\.zip$/)
  const files = await unzip(bytes)
  const names = [...files.keys()]
  expect(names).toEqual(expect.arrayContaining(['account.json', 'sessions.json', 'activity.json', 'memberships.json']))
  expect(names).toContain('Personal space/kinfolio.json')
  const text = (name: string): string => Buffer.from(files.get(name) ?? []).toString()
  expect(text('account.json')).toContain(OWNER.email)
  expect(text('account.json')).not.toContain('argon2')
})

test('an account is deleted by typing its address, and kept by changing one’s mind', async () => {
  await page().getByRole('button', { name: 'Delete my account…' }).click()
  const dialog = page().getByRole('dialog')
  const send = dialog.getByRole('button', { name: 'Delete my account in 30 days' })
  await dialog.getByRole('textbox').fill('somebody@example.org')
  expect(await send.isDisabled()).toBe(true)
  await look(page(), 'account-delete')
  await dialog.getByRole('textbox').fill(OWNER.email)
  await send.click()
  const goes = page().getByText(/^Your account will be deleted on \d+ \w+ \d{4}\.$/)
  await goes.first().waitFor()
  await look(page(), 'account-goes')
  await page().goto('/dashboard')
  await goes.waitFor()
  await page().getByRole('article').filter({ hasText: 'Sketches' }).waitFor()
  await page().getByRole('button', { name: 'Keep my account' }).click()
  await page().getByText('Your account stays').waitFor()
  await expect.poll(async () => goes.count()).toBe(0)
})
