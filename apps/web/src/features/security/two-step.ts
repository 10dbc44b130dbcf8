import { beginTotp, confirmTotp, renewRecoveryCodes, turnOffTotp } from '@kinfolio/contracts'
import type { AnswerOf } from '@kinfolio/contracts'
import { ask, call } from '../../shared/api/client.ts'
import { wordsOf } from '../../shared/messages/failure-words.ts'
import { t } from '../../shared/messages/messages.ts'
import { toasts } from '../../shared/ui/toasts.ts'

export type Begun = AnswerOf<typeof beginTotp>

export async function begin(): Promise<Begun> {
  return ask(beginTotp)
}

/** The recovery codes, or what stands against it in words. */
export async function confirm(code: string): Promise<readonly string[] | { text: string }> {
  try {
    const outcome = await call(confirmTotp, { body: { code } })
    if (outcome.ok) return outcome.answer.recovery_codes
    return { text: outcome.problem.type === '/problems/code-wrong' ? t('twoStep.codeWrong') : outcome.problem.title }
  } catch (error) {
    return { text: wordsOf(error).text }
  }
}

export async function turnOff(): Promise<void> {
  await ask(turnOffTotp)
  toasts.show({ text: t('twoStep.isOff') })
}

export async function renewCodes(): Promise<readonly string[]> {
  return (await ask(renewRecoveryCodes)).recovery_codes
}
