import { beforeAll, expect, test } from 'vitest'
import { type Api, openApi } from '../api.ts'
import { newVisitor } from '../browser.ts'
import { watchTexts } from '../hand-in.ts'
import { prepareJourney, signIn, startSignedIn } from '../journey.ts'
import { longNotebook } from '../notebooks.ts'

const journey = prepareJourney(() => startSignedIn())
let api: Api

beforeAll(async () => {
  api = await openApi(journey().server.url)
})

test('what one browser does stands in another without a reload', async () => {
  const { page, browser, server } = journey()
  await using other = await newVisitor(browser, server.url)
  await signIn(other)
  const seen = await watchTexts(other.page, /Read and searchable/)
  await api.upload(longNotebook({ title: 'Shared leaves', pages: 2 }))
  for (const screen of [page, other.page]) {
    await screen.getByRole('article').filter({ hasText: 'Shared leaves' }).waitFor()
    await screen.getByRole('article').getByText('Read and searchable').waitFor({ timeout: 60_000 })
  }
  await page.getByRole('button', { name: 'Actions for Shared leaves' }).click()
  await page.getByRole('menuitem', { name: 'Rename' }).click()
  await page.getByRole('textbox', { name: 'New name' }).fill('Leaves of both')
  await page.getByRole('dialog').getByRole('button', { name: 'Rename' }).click()
  await other.page.getByRole('article').filter({ hasText: 'Leaves of both' }).waitFor()
  expect(await seen()).toEqual(['Read and searchable'])
  other.checkFaults()
})

test('while the server is away the page says so, and afterwards it catches up by itself', async () => {
  const { page, server, visitor } = journey()
  visitor.expectFault(/WebSocket|ERR_CONNECTION|ERR_EMPTY_RESPONSE|status of 50[23]/)
  await page.goto('/dashboard')
  await page.getByRole('article').filter({ hasText: 'Leaves of both' }).waitFor()
  const seen = await watchTexts(page, /Reconnecting…|Late leaves/)
  await server.end('SIGKILL')
  await page.getByRole('complementary').getByText('Reconnecting…').waitFor()
  await server.restart()
  await (await openApi(server.url)).upload(longNotebook({ title: 'Late leaves', pages: 1 }))
  await page.getByRole('article').filter({ hasText: 'Late leaves' }).waitFor({ timeout: 60_000 })
  await page.getByRole('complementary').getByText('Reconnecting…').waitFor({ state: 'detached' })
  expect(await seen()).toEqual(['Reconnecting…', 'Late leaves'])
})
