import type { Got } from '../../../../test/webhook-receiver.ts'
import { describe, expect, test } from 'vitest'
import type { WebhookSender } from './webhook-sender.port.ts'

export type SenderRig = AsyncDisposable & {
  sender: WebhookSender
  /** An address of a receiver that may be called. */
  url: string
  got(): Got[]
  /** What the receiver does from now on. */
  answers(how: number | 'away' | 'hangs', retryAfterS?: number): Promise<void> | void
  /** An address that may not be called. */
  forbid(): string
}

const signal = (): AbortSignal => AbortSignal.timeout(20_000)
const headers = { 'webhook-id': 'a', 'webhook-timestamp': '1', 'webhook-signature': 'v1,b' }

/** Every sender passes these. Rule ids are cited in reviews and bug reports. */
export function describeSender(make: () => Promise<SenderRig>): void {
  describe('keeps the sender contract', () => {
    test('W1 a message arrives byte for byte, with its headers', async () => {
      await using rig = await make()
      const body = JSON.stringify({ type: 'page.read', data: { name: 'Grüße' } })
      expect(await rig.sender.post({ url: rig.url, headers, body }, signal())).toEqual({ status: 200 })
      expect(rig.got()).toMatchObject([{ body, headers }])
    })

    test.each([204, 301, 307, 410, 429, 500])('W2 the status %i is answered, not judged', async (status) => {
      await using rig = await make()
      await rig.answers(status)
      expect(await rig.sender.post({ url: rig.url, headers, body: '{}' }, signal())).toEqual({ status })
      expect(rig.got()).toHaveLength(1)
    })

    test('W3 a receiver that is not there is an outage that is worth another try', async () => {
      await using rig = await make()
      await rig.answers('away')
      const posting = rig.sender.post({ url: rig.url, headers, body: '{}' }, signal())
      await expect(posting).rejects.toMatchObject({ name: 'Outage', isRetryable: true })
    })

    test('W4 one that never answers is given up after a while, and is worth another try', async () => {
      await using rig = await make()
      await rig.answers('hangs')
      const posting = rig.sender.post({ url: rig.url, headers, body: '{}' }, signal())
      await expect(posting).rejects.toMatchObject({ name: 'Outage', isRetryable: true, reason: 'timed-out' })
    })

    test('W5 what is given up meanwhile ends with the reason it was given', async () => {
      await using rig = await make()
      await rig.answers('hangs')
      const posting = rig.sender.post({ url: rig.url, headers, body: '{}' }, AbortSignal.timeout(50))
      await expect(posting).rejects.toMatchObject({ name: 'TimeoutError' })
    })

    test('W6 an address that may not be called is never tried, and not worth another try', async () => {
      await using rig = await make()
      const posting = rig.sender.post({ url: rig.forbid(), headers, body: '{}' }, signal())
      await expect(posting).rejects.toMatchObject({ isRetryable: false, reason: 'address-not-allowed' })
      expect(rig.got()).toEqual([])
    })

    test('W7 how long a receiver asks us to wait is answered in milliseconds', async () => {
      await using rig = await make()
      await rig.answers(429, 90)
      const answered = await rig.sender.post({ url: rig.url, headers, body: '{}' }, signal())
      expect(answered).toEqual({ status: 429, retryAfterMs: 90_000 })
    })
  })
}
