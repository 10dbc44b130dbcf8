import { Outage } from '../../../../kernel/outage.ts'
import type { OutgoingMessage, WebhookSender } from '../webhook-sender.port.ts'

export type SenderScript = {
  answer: number | 'away' | 'not allowed' | 'hangs'
  retryAfterMs?: number | undefined
  posted: OutgoingMessage[]
}

/** A receiver of tests: keeps what it got and answers as told. */
export function createScriptedSender(script: SenderScript): WebhookSender {
  return {
    async post(message, signal) {
      signal.throwIfAborted()
      const { answer } = script
      const who = new URL(message.url).host
      if (answer === 'not allowed') {
        throw new Outage(`${who} is not allowed`, { who, reason: 'address-not-allowed', isRetryable: false })
      }
      if (answer === 'away') throw new Outage(`${who} is away`, { who, reason: 'unreachable', isRetryable: true })
      script.posted.push(message)
      if (answer === 'hangs') return hang(signal, who)
      return { status: answer, retryAfterMs: script.retryAfterMs }
    },
  }
}

const HANGS_MS = 400

async function hang(signal: AbortSignal, who: string): Promise<never> {
  return new Promise((_resolve, reject) => {
    const late = new Outage(`${who} is slow`, { who, reason: 'timed-out', isRetryable: true })
    const timer = setTimeout(() => reject(late), HANGS_MS)
    signal.addEventListener('abort', () => {
      clearTimeout(timer)
      reject(signal.reason as Error)
    })
  })
}
