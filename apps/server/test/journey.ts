import type { Browser, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll } from 'vitest'
import { keepPicture } from './look.ts'
import { newVisitor, openBrowser, type Visitor } from './browser.ts'
import { OWNER, type ServerOptions, type ServerProcess, startServerProcess } from './server-process.ts'

/** What the tests of one journey file share: one server, one browser, and one person who has opened it. */
export type Journey = AsyncDisposable & { server: ServerProcess; browser: Browser; visitor: Visitor; page: Page }

/**
 * Starts the journey of a test file before its first test and ends it after the last. After each test it fails for
 * faults of the page that nobody expected, and keeps a picture of where a failed test stood.
 */
export function prepareJourney(start: () => Promise<Journey>): () => Journey {
  let journey: Journey | undefined
  const running = (): Journey => {
    if (journey === undefined) throw new Error('the journey has not started')
    return journey
  }
  beforeAll(async () => {
    journey = await start()
  })
  afterEach(async ({ task }) => {
    if (task.result?.state === 'fail') await keepPicture(running().page, `failed ${task.name}`)
    running().visitor.checkFaults()
  })
  afterAll(async () => journey?.[Symbol.asyncDispose]())
  return running
}

/** Starts server and browser side by side; the visitor's page is still empty. */
export async function startJourney(options: ServerOptions = {}): Promise<Journey> {
  await using parts = new AsyncDisposableStack()
  const starting = startServerProcess(options)
  const browser = await openBrowser()
  parts.defer(async () => browser.close())
  const server = parts.use(await starting)
  const visitor = parts.use(await newVisitor(browser, server.url))
  const running = parts.move()
  return { server, browser, visitor, page: visitor.page, [Symbol.asyncDispose]: async () => running.disposeAsync() }
}

/** The same with an owner who has already signed in and looks at the library. */
export async function startSignedIn(options: ServerOptions = {}): Promise<Journey> {
  const journey = await startJourney({ ...options, hasOwner: true })
  await signIn(journey.visitor)
  return journey
}

/** The same under the name of this machine: browsers make no passkeys for an address of numbers. */
export async function startSignedInAtLocalhost(options: ServerOptions = {}): Promise<Journey> {
  await using parts = new AsyncDisposableStack()
  const journey = parts.use(await startJourney({ ...options, hasOwner: true }))
  const visitor = parts.use(await newVisitor(journey.browser, journey.server.told))
  await signIn(visitor)
  const running = parts.move()
  return { ...journey, visitor, page: visitor.page, [Symbol.asyncDispose]: async () => running.disposeAsync() }
}

/** Signs in on the sign-in page, from wherever the visitor is. */
export async function signIn({ page }: Visitor): Promise<void> {
  await page.goto('/dashboard/sign-in')
  await page.getByLabel('E-mail').fill(OWNER.email)
  await page.getByLabel('Password').fill(OWNER.password)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.getByRole('heading', { name: 'Library' }).waitFor()
}
