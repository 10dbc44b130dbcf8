import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { newVisitor, type Visitor } from '../browser.ts'
import { type Journey, prepareJourney, signIn, startJourney } from '../journey.ts'
import { look } from '../look.ts'
import { type OidcProvider, startOidcProvider } from '../oidc-provider.ts'
import { freePort } from '../free-port.ts'

const CALLBACK = '/api/auth/oauth/callback'
const REFUSED = /status of 401/
let service: OidcProvider
let port = 0

beforeAll(async () => {
  port = await freePort()
  const home = `http://localhost:${port}`
  const redirectUris = ['ours', 'by-form'].map((id) => `${home}${CALLBACK}/${id}`)
  // Under another name than Kinfolio, so that its form comes from another site.
  service = await startOidcProvider({ host: '127.0.0.1', redirectUris })
})
afterAll(async () => service[Symbol.asyncDispose]())

const journey = prepareJourney(async (): Promise<Journey> => {
  const at = { issuer: service.issuer, client_id: service.clientId, client_secret: service.clientSecret }
  const providers = [
    { ...at, id: 'ours', name: 'Our Service' },
    { ...at, id: 'by-form', name: 'The Form Service', response_mode: 'form_post' },
  ]
  const env = {
    PORT: String(port),
    SIGNUP: 'open',
    OIDC_PROVIDERS: JSON.stringify(providers),
    OUTBOUND_ALLOW: '127.0.0.1',
  }
  await using parts = new AsyncDisposableStack()
  const started = parts.use(await startJourney({ hasOwner: true, env }))
  const visitor = parts.use(await newVisitor(started.browser, started.server.told))
  await prepare(visitor)
  const running = parts.move()
  return { ...started, visitor, page: visitor.page, [Symbol.asyncDispose]: async () => running.disposeAsync() }
})

/** The service's own page wants fonts from elsewhere, which nobody asks here, and has no icon. */
async function prepare(visitor: Visitor): Promise<void> {
  visitor.expectFault(REFUSED)
  visitor.expectFault(/status of 404 .*favicon\.ico/)
  await visitor.context.route('https://fonts.googleapis.com/**', async (route) =>
    route.fulfill({ contentType: 'text/css', body: '' }),
  )
}

/** Signs in on the service's own page, as anybody. */
async function signInAtService(page: Page, name: string): Promise<void> {
  await page.locator('input[name=login]').fill(name)
  await page.locator('input[name=password]').fill('any')
  await page.locator('button[type=submit]').click()
}
async function anotherVisitor(): Promise<Visitor> {
  const { browser, server } = journey()
  const visitor = await newVisitor(browser, server.told)
  await prepare(visitor)
  return visitor
}

test('somebody new comes by a service and has a library of their own', async () => {
  const { page } = journey()
  await page.goto('/dashboard/sign-in')
  await page.getByRole('button', { name: 'Continue with Our Service' }).waitFor()
  await look(page, 'sign-in-services')
  await page.getByRole('button', { name: 'Continue with Our Service' }).click()
  await signInAtService(page, 'grace')
  await page.getByRole('heading', { name: 'Drop your notebooks here' }).waitFor()
  await page.getByRole('button', { name: /grace of the service.*settings and sign-out/is }).waitFor()
  await page.reload()
  await page.getByRole('button', { name: /grace of the service.*settings and sign-out/is }).waitFor()
})

test('somebody comes back by a form that the service’s page sends from another site', async () => {
  await using visitor = await anotherVisitor()
  const { page } = visitor
  const posted = page.waitForRequest((request) => request.method() === 'POST' && request.url().includes(CALLBACK))
  await page.goto('/dashboard/sign-in?next=%2Fdashboard%2Fjobs')
  await page.getByRole('button', { name: 'Continue with The Form Service' }).click()
  await signInAtService(page, 'mary')
  expect((await posted).headers()['origin']).toBe(new URL(service.issuer).origin)
  await page.getByRole('heading', { name: 'Jobs' }).waitFor()
  visitor.checkFaults()
})

test('an answer that was used, or belongs to another browser, lets nobody in', async () => {
  await using visitor = await anotherVisitor()
  await using thief = await anotherVisitor()
  const { page } = visitor
  const back = page.waitForRequest((request) => request.url().includes(`${CALLBACK}/ours`))
  await page.goto('/dashboard/sign-in')
  await page.getByRole('button', { name: 'Continue with Our Service' }).click()
  await signInAtService(page, 'ida')
  const address = (await back).url()
  await page.getByRole('heading', { name: 'Drop your notebooks here' }).waitFor()

  await thief.page.goto(address)
  await thief.page.getByText('That sign-in took too long, was used already').waitFor()
  await look(thief.page, 'sign-in-service-refused')
  thief.checkFaults()
})

test('the owner links an account from the settings, and unlinks it again', async () => {
  await using visitor = await anotherVisitor()
  const { page } = visitor
  await signIn(visitor)
  await page.goto('/dashboard/settings/security')
  await page.getByRole('button', { name: 'Link an account at Our Service' }).click()
  await signInAtService(page, 'ada')
  await page.getByText('The account is linked. It can sign you in from now on.').waitFor()
  await page.getByText(`Our Service · ${service.emailOf('ada')}`).waitFor()
  await look(page, 'security-linked')
  await page.getByRole('button', { name: /Unlink ada@service.example/ }).click()
  await page.getByRole('button', { name: 'Unlink', exact: true }).click()
  await page.getByText('No account is linked yet.').waitFor()
  visitor.checkFaults()
})

test('who has only a service to sign in by is told why it stays', async () => {
  const { page, visitor } = journey()
  visitor.expectFault(/status of 409/)
  await page.goto('/dashboard/settings/security')
  await page.getByRole('button', { name: /Unlink grace@service.example/ }).click()
  await page.getByRole('button', { name: 'Unlink', exact: true }).click()
  await page.getByText('This is the only way you can sign in.').waitFor()
  await look(page, 'security-last-way')
})
