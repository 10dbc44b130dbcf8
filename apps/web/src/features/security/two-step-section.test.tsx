// @vitest-environment happy-dom
import {
  beginTotp,
  codeWrong,
  confirmTotp,
  getTwoStep,
  renewRecoveryCodes,
  totpOn,
  turnOffTotp,
} from '@kinfolio/contracts'
import { fireEvent, screen, waitFor, within } from '@testing-library/react'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { button, closeTab, explanationOf, freshTab, isSaid, show } from '../../shared/screen.testing.tsx'
import { aServer } from '../../shared/server.testing.ts'
import type { FakeServer } from '../../shared/server.testing.ts'
import { TwoStepSection } from './two-step-section.tsx'

const SECRET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'
const codes = Array.from({ length: 10 }, (_, n) => `aaaa-bbbb-cccc-ddd${n}`)
const since = new Date().toISOString()
let server: FakeServer
let copied: string[]
beforeEach(() => {
  server = aServer()
  freshTab()
  copied = []
  const writeText = async (text: string): Promise<void> => void copied.push(text)
  Object.defineProperty(navigator, 'clipboard', { value: { writeText }, configurable: true })
  server.on(beginTotp, () => ({ secret: SECRET, otpauth_uri: `otpauth://totp/Kinfolio:mara?secret=${SECRET}` }))
})
afterEach(() => {
  vi.restoreAllMocks()
  closeTab()
})

async function open(status: { totp_since: string | null; recovery_codes_left: number }): Promise<void> {
  server.on(getTwoStep, () => status)
  await show(() => <TwoStepSection />)
}
const openOff = async (): Promise<void> => {
  await open({ totp_since: null, recovery_codes_left: 0 })
  await screen.findByText('It is off.')
}
const openOn = async (left = 7): Promise<void> => {
  await open({ totp_since: since, recovery_codes_left: left })
  await screen.findByRole('button', { name: 'Turn off' })
}
async function enrol(): Promise<void> {
  await openOff()
  fireEvent.click(button('Turn on'))
  await screen.findByRole('img', { name: 'QR code for your authenticator app' })
}
function giveCode(code: string): void {
  fireEvent.change(screen.getByLabelText('Code from the app'), { target: { value: code } })
  fireEvent.click(button('Turn on'))
}
const listed = () => screen.getAllByRole('listitem').map(({ textContent }) => textContent)
const dialog = async () => within(await screen.findByRole('dialog'))

describe('turning it on', () => {
  test('shows the secret as a picture for the camera and as text in groups of four', async () => {
    await enrol()
    expect(screen.getByText('ABCD EFGH IJKL MNOP QRST UVWX YZ23 4567')).toBeDefined()
    const picture = screen.getByRole('img')
    const size = Number(picture.getAttribute('viewBox')?.split(' ')[2])
    // The smallest code has 21 squares, and a quiet border of four on each side.
    expect(size).toBeGreaterThanOrEqual(21 + 8)
    expect(picture.querySelector('path')?.getAttribute('d')).toMatch(/^(M\d+ \d+h1v1h-1z){200,}$/)
  })

  test('copies the secret without the gaps', async () => {
    await enrol()
    fireEvent.click(button('Copy the secret'))
    await isSaid('Copied')
    expect(copied).toEqual([SECRET])
  })

  test('takes a first code, in six digits as apps show them, and then shows the recovery codes', async () => {
    server.on(confirmTotp, ({ body }) => {
      expect(body).toEqual({ code: '123456' })
      return { recovery_codes: codes }
    })
    await enrol()
    giveCode('123 456')
    await screen.findByRole('heading', { name: 'Your recovery codes' })
    expect(listed()).toEqual(codes)
    expect(screen.queryByText(/ABCD EFGH/)).toBeNull()
  })

  test('with a wrong code says so beside the field; the secret stays', async () => {
    server.on(confirmTotp, () => codeWrong({}))
    await enrol()
    giveCode('000000')
    await screen.findByText(/This code is wrong, too old/)
    expect(explanationOf(screen.getByLabelText('Code from the app'))).toMatch(/the one that your app shows now/)
    expect(screen.getByText(/ABCD EFGH/)).toBeDefined()
    expect(server.askedOf(beginTotp)).toHaveLength(1)
  })

  test('that another window did meanwhile says so', async () => {
    server.on(confirmTotp, () => totpOn({}))
    await enrol()
    giveCode('123456')
    await screen.findByText(/Two-step sign-in is on already/)
  })

  test('without a connection keeps the code that was typed', async () => {
    server.isAway(confirmTotp)
    await enrol()
    giveCode('123456')
    const field = screen.getByLabelText('Code from the app')
    await waitFor(() => expect(explanationOf(field)).toMatch(/cannot be reached|connection/i))
    expect(screen.getByLabelText<HTMLInputElement>('Code from the app').value).toBe('123456')
  })

  test('can be cancelled, and leaves it off', async () => {
    await enrol()
    fireEvent.click(button('Cancel'))
    await screen.findByText('It is off.')
    expect(server.askedOf(confirmTotp)).toEqual([])
  })

  test('that fails at once can be begun again', async () => {
    server.fails(beginTotp)
    await openOff()
    fireEvent.click(button('Turn on'))
    await waitFor(() => expect(button('Turn on').disabled).toBe(false))
    expect(screen.queryByRole('img')).toBeNull()
  })
})

describe('the recovery codes', () => {
  const toCodes = async (): Promise<void> => {
    server.on(confirmTotp, () => ({ recovery_codes: codes }))
    await enrol()
    giveCode('123456')
    await screen.findByRole('heading', { name: 'Your recovery codes' })
  }

  test('are copied one to a line', async () => {
    await toCodes()
    fireEvent.click(button('Copy'))
    await isSaid('Copied')
    expect(copied).toEqual([`${codes.join('\n')}\n`])
  })

  test('that the browser does not let be copied stay on the screen', async () => {
    const writeText = async (): Promise<never> => Promise.reject(new DOMException('no', 'NotAllowedError'))
    Object.defineProperty(navigator, 'clipboard', { value: { writeText }, configurable: true })
    await toCodes()
    fireEvent.click(button('Copy'))
    await waitFor(() => expect(screen.queryByText('Copied')).toBeNull())
    expect(listed()).toEqual(codes)
  })

  test('are gone once they are kept, and nothing can show them again', async () => {
    await toCodes()
    server.on(getTwoStep, () => ({ totp_since: since, recovery_codes_left: 10 }))
    fireEvent.click(button('I have kept them'))
    await screen.findByText('10 recovery codes are left.')
    expect(document.body.textContent).not.toContain(codes[0])
  })
})

describe('where it is on', () => {
  test.each([
    [0, 'No recovery code is left. Make new ones, or a lost phone locks you out.'],
    [1, '1 recovery code is left.'],
    [10, '10 recovery codes are left.'],
  ])('%d codes that are left are said so', async (left, words) => {
    await openOn(left)
    expect(screen.getByText(words)).toBeDefined()
  })

  test('new codes are made after a question, and take the place of the old', async () => {
    server.on(renewRecoveryCodes, () => ({ recovery_codes: codes }))
    await openOn()
    fireEvent.click(button('New recovery codes'))
    const asked = await dialog()
    expect(asked.getByText(/The old ones stop working at once/)).toBeDefined()
    expect(server.askedOf(renewRecoveryCodes)).toEqual([])
    fireEvent.click(asked.getByRole('button', { name: 'New recovery codes' }))
    await screen.findByRole('heading', { name: 'Your recovery codes' })
    expect(listed()).toEqual(codes)
  })

  test('it is turned off after a question', async () => {
    server.on(turnOffTotp, () => {
      server.on(getTwoStep, () => ({ totp_since: null, recovery_codes_left: 0 }))
      return new Response(null, { status: 204 })
    })
    await openOn()
    fireEvent.click(button('Turn off'))
    fireEvent.click((await dialog()).getByRole('button', { name: 'Turn off' }))
    await isSaid('Two-step sign-in is off')
    await screen.findByText('It is off.')
  })

  test('it stays on for who thinks better of it', async () => {
    await openOn()
    fireEvent.click(button('Turn off'))
    fireEvent.click((await dialog()).getByRole('button', { name: 'Cancel' }))
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull())
    expect(server.askedOf(turnOffTotp)).toEqual([])
  })
})

test('what cannot be read is said, and can be tried again', async () => {
  server.fails(getTwoStep)
  await show(() => <TwoStepSection />)
  const again = await screen.findByRole('button', { name: 'Try again' })
  server.on(getTwoStep, () => ({ totp_since: null, recovery_codes_left: 0 }))
  fireEvent.click(again)
  await screen.findByText('It is off.')
})
