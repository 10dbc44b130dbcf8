import { requestDeviceCode, requestDeviceTokens } from '@kinfolio/contracts'
import type { AnswerOf, Tokens } from '@kinfolio/contracts'
import { CallFailed } from '../../shared/api/call-failed.ts'
import { call } from '../../shared/api/client.ts'
import { wordsOf } from '../../shared/messages/failure-words.ts'
import { t } from '../../shared/messages/messages.ts'

export type ShownCode = Pick<
  AnswerOf<typeof requestDeviceCode>,
  'user_code' | 'verification_uri' | 'verification_uri_complete'
> & { endMs: number }
export type DeviceWait = { state: 'beginning' } | ({ state: 'waiting' } & ShownCode) | { state: 'over'; text: string }

type Awaiting = {
  signal: AbortSignal
  show: (wait: DeviceWait) => void
  onSignedIn: (tokens: Tokens) => void
}

/** Gets a code to show and asks until somebody let this device in, turned it away, or the code ran out (RFC 8628). */
export async function awaitDevice({ signal, show, onSignedIn }: Awaiting): Promise<void> {
  try {
    const begun = await call(requestDeviceCode, { body: {}, signal })
    if (!begun.ok) return show({ state: 'over', text: t('byDevice.over') })
    const { device_code: deviceCode, expires_in: expiresIn, interval, ...shown } = begun.answer
    const endMs = Date.now() + expiresIn * 1_000
    show({ state: 'waiting', ...shown, endMs })
    const end = await askUntilAnswered({ deviceCode, interval, endMs, signal })
    if (typeof end === 'string') show({ state: 'over', text: end })
    else onSignedIn(end)
  } catch (error) {
    if (!signal.aborted) show({ state: 'over', text: wordsOf(error).text })
  }
}

type Asking = { deviceCode: string; interval: number; endMs: number; signal: AbortSignal }

/** The tokens, or why there are none. */
async function askUntilAnswered({ deviceCode, endMs, signal, ...at }: Asking): Promise<Tokens | string> {
  let { interval } = at
  for (;;) {
    signal.throwIfAborted()
    await pause(interval * 1_000, signal)
    if (Date.now() >= endMs) return t('byDevice.expired')
    const outcome = await askOnce(deviceCode, signal)
    if (outcome === 'offline') continue
    if (outcome.ok) return outcome.answer
    switch (outcome.problem.type) {
      case '/problems/authorization-pending':
      case '/problems/slow-down':
        interval = outcome.problem.interval
        break
      case '/problems/expired-token':
        return t('byDevice.expired')
      case '/problems/access-denied':
        return t('byDevice.denied')
    }
  }
}

/** A line that is gone for a moment ends nothing: the code still holds. */
async function askOnce(deviceCode: string, signal: AbortSignal) {
  try {
    return await call(requestDeviceTokens, { body: { device_code: deviceCode }, signal })
  } catch (error) {
    if (error instanceof CallFailed && error.failure.kind === 'offline') return 'offline'
    throw error
  }
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const leave = (): void => {
      clearTimeout(timer)
      reject(new DOMException('nobody waits any more', 'AbortError'))
    }
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', leave)
      resolve()
    }, ms)
    signal.addEventListener('abort', leave, { once: true })
  })
}
