import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core'
import { type FoundChromium, unpackChromium } from './bundled-chromium.ts'

/** Quiet, and nothing but what the journey does: no first-run page, no updates, no traffic of its own. */
const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]
const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable']
export const WIDE = { width: 1440, height: 900 }
/** Machines that test are often busy with other things; what is there sooner is not waited for. */
const WAIT_MS = 45_000

/** One person at one browser: a page, and everything that went wrong in it. */
export type Visitor = AsyncDisposable & {
  context: BrowserContext
  page: Page
  /** Faults whose words match are part of the journey from here on, such as the refusal of a wrong password. */
  expectFault(words: RegExp): void
  /** Throws with every fault that nobody expected since the last check. */
  checkFaults(): void
}

/** The system's Chromium, or the one npm brings; KINFOLIO_CHROMIUM=bundled passes the system's by. */
export async function openBrowser(): Promise<Browser> {
  const { executablePath, env } = systemChromium() ?? (await unpackChromium())
  return chromium.launch({ executablePath, args: FLAGS, env: { ...process.env, ...env } })
}

function systemChromium(): FoundChromium | undefined {
  if (process.env['KINFOLIO_CHROMIUM'] === 'bundled') return undefined
  const folders = ['/usr/bin', ...(process.env['PATH'] ?? '').split(delimiter)]
  const executablePath = folders.flatMap((folder) => NAMES.map((name) => join(folder, name))).find(isExecutable)
  return executablePath === undefined ? undefined : { executablePath, env: {} }
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    // Absent and forbidden are the same here: it cannot be started.
    return false
  }
}

/** A fresh person with no cookies, on the wide screen, in the light. */
export async function newVisitor(browser: Browser, url: string): Promise<Visitor> {
  const context = await browser.newContext({
    baseURL: url,
    viewport: WIDE,
    colorScheme: 'light',
    reducedMotion: 'reduce',
    locale: 'en-GB',
    timezoneId: 'UTC',
  })
  context.setDefaultTimeout(WAIT_MS)
  const page = await context.newPage()
  const faults: string[] = []
  const expected: RegExp[] = []
  watch(page, (fault) => {
    if (!expected.some((words) => words.test(fault))) faults.push(fault)
  })
  return {
    context,
    page,
    expectFault: (words) => void expected.push(words),
    checkFaults() {
      const found = faults.splice(0)
      if (found.length > 0) throw new Error(`the page had faults:\n${found.join('\n')}`)
    },
    [Symbol.asyncDispose]: async () => context.close(),
  }
}

/** Chromium itself reports a broken content security policy and every answer from 400 on as a console error. */
function watch(page: Page, tell: (fault: string) => void): void {
  page.on('pageerror', (error) => tell(`uncaught: ${error.stack ?? error.message}`))
  page.on('console', (message) => {
    if (message.type() === 'error') tell(`console: ${message.text()} (${message.location().url})`)
  })
  page.on('requestfailed', (request) => {
    const reason = request.failure()?.errorText ?? 'failed'
    // What a page no longer wants when somebody goes on is given up, which is no fault.
    if (reason !== 'net::ERR_ABORTED') tell(`request: ${reason} ${request.method()} ${request.url()}`)
  })
}
