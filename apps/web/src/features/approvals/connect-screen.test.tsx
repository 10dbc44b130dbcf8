// @vitest-environment happy-dom
import { allowDevice, denyDevice, findDeviceRequest, tooManyAttempts, userCodeUnknown } from '@kinfolio/contracts'
import { fireEvent, screen, waitFor } from '@testing-library/react'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { button, closeTab, explanationOf, freshTab, show } from '../../shared/screen.testing.tsx'
import { aServer } from '../../shared/server.testing.ts'
import type { FakeServer } from '../../shared/server.testing.ts'
import { ConnectScreen } from './connect-screen.tsx'

const at = new Date().toISOString()
const television = {
  client_name: 'Television',
  user_agent: 'Mozilla/5.0 (Web0S; Linux/SmartTV)',
  address: '192.0.2.9',
  requested_at: at,
  expires_at: at,
}
let server: FakeServer
beforeEach(() => {
  server = aServer()
  freshTab()
})
afterEach(closeTab)

const open = async (code?: string) => show(() => <ConnectScreen code={code} />)
const field = () => screen.getByLabelText<HTMLInputElement>('Code')
function look(code: string): void {
  fireEvent.change(field(), { target: { value: code } })
  fireEvent.click(button('Continue'))
}
async function find(found: Partial<typeof television> = {}): Promise<void> {
  server.on(findDeviceRequest, () => ({ ...television, ...found }))
  await open('BCDFGHJK')
  fireEvent.click(button('Continue'))
  await screen.findByRole('heading', { name: 'Let this device in?' })
}
const facts = () => screen.getAllByRole('definition').map((each) => each.textContent)
const gone = () => new Response(null, { status: 204 })

test('without a code there is nothing to continue with', async () => {
  await open()
  expect([field().value, button('Continue').disabled]).toEqual(['', true])
})

test('the code of a link stands in its field, and nothing is let in before it is looked at', async () => {
  await open('BCDFGHJK')
  expect([field().value, button('Continue').disabled]).toEqual(['BCDFGHJK', false])
  expect(server.askedOf(findDeviceRequest)).toEqual([])
})

test.each(['BCDF-GHJK', 'bcdf ghjk', 'b c d f g h j k', 'BCDFGHJK'])('%j is read as the same code', async (typed) => {
  server.on(findDeviceRequest, ({ body }) => {
    expect(body.user_code).toBe('BCDFGHJK')
    return television
  })
  await open()
  look(typed)
  await screen.findByRole('heading', { name: 'Let this device in?' })
})

test.each(['BCDF', 'BCDF-GHJK-L', '-'])('%j is no code, which is said without asking', async (typed) => {
  await open()
  look(typed)
  await waitFor(() => expect(explanationOf(field())).toContain('No device waits with this code.'))
  expect([field().value, server.askedOf(findDeviceRequest)]).toEqual([typed, []])
})

test.each([
  ['nobody shows', userCodeUnknown({}), 'No device waits with this code.'],
  ['comes after too many', tooManyAttempts({ retry_after_s: 61 }), 'Too many wrong codes. Try again in 2 minutes.'],
])('a code that %s is said beside its field, and kept', async (_, problem, words) => {
  server.on(findDeviceRequest, () => problem)
  await open()
  look('BCDFGHJK')
  await waitFor(() => expect(explanationOf(field())).toContain(words))
  expect(field().value).toBe('BCDFGHJK')
})

test('a server that is away is said, and the code can be sent again', async () => {
  server.isAway(findDeviceRequest)
  await open()
  look('BCDFGHJK')
  await waitFor(() => expect(field().getAttribute('aria-invalid')).toBe('true'))
  server.on(findDeviceRequest, () => television)
  fireEvent.click(button('Continue'))
  await screen.findByRole('heading', { name: 'Let this device in?' })
})

test.each([
  ['its name', {}, 'Television'],
  ['what its browser says, where it has no name', { client_name: '' }, 'Mozilla/5.0 (Web0S; Linux/SmartTV)'],
  ['that it says nothing', { client_name: '', user_agent: '' }, 'nothing in particular'],
])('before it is let in, the person sees %s and where it is', async (_, about, name) => {
  await find(about)
  expect(facts()).toEqual([name, '192.0.2.9', 'just now'])
  expect(screen.getByText(/Only go on if the device is in front of you/)).toBeTruthy()
})

test('what a device calls itself is text, whatever it says', async () => {
  await find({ client_name: '<img src=x onerror=alert(1)>' })
  expect(facts()[0]).toBe('<img src=x onerror=alert(1)>')
  expect(document.querySelector('img')).toBeNull()
})

test.each([
  ['let in', 'Let it in', allowDevice, 'The device is in. It shows it within a few seconds.'],
  ['turned away', 'Turn it away', denyDevice, 'The device was turned away.'],
] as const)('it is %s by its button, and another one can follow', async (...row) => {
  const [, name, route, words] = row
  server.on(route, ({ body }) => {
    expect(body.user_code).toBe('BCDFGHJK')
    return gone()
  })
  await find()
  fireEvent.click(button(name))
  await screen.findByText(words)
  expect(server.askedOf(route)).toHaveLength(1)
  fireEvent.click(button('Connect another one'))
  expect(field().value).toBe('')
})

test('a code that ran out while it was looked at is said, and nothing pretends the device is in', async () => {
  server.on(allowDevice, () => userCodeUnknown({}))
  await find()
  fireEvent.click(button('Let it in'))
  expect((await screen.findByRole('alert')).textContent).toMatch(/Codes run out after ten minutes/)
  expect(screen.queryByRole('button', { name: 'Connect another one' })).toBeNull()
})
