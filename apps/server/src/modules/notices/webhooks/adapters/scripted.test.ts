import { describeSender } from '../webhook-sender.contract.ts'
import { createScriptedSender, type SenderScript } from './scripted.ts'

describeSender(async () => {
  const script: SenderScript = { answer: 200, posted: [] }
  return {
    sender: createScriptedSender(script),
    url: 'https://hooks.example.org/kinfolio',
    got: () => script.posted.map(({ headers, body }) => ({ method: 'POST', headers, body })),
    answers: (how, retryAfterS) => {
      script.answer = how
      script.retryAfterMs = retryAfterS === undefined ? undefined : retryAfterS * 1_000
    },
    forbid: () => {
      script.answer = 'not allowed'
      return 'https://internal.example.org'
    },
    [Symbol.asyncDispose]: async () => undefined,
  }
})
