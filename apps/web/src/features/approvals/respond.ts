import { APPROVAL_TYPE, approvalText, assertion, respondToApproval } from '@kinfolio/contracts'
import type { Approval, BodyInputOf } from '@kinfolio/contracts'
import { startAuthentication, WebAuthnError } from '@simplewebauthn/browser'
import { call, session } from '../../shared/api/client.ts'
import { signApproval } from '../../shared/device-key/device-key.ts'
import { sha256 } from '../../shared/device-key/sign.ts'
import { wordsOf } from '../../shared/messages/failure-words.ts'
import { t } from '../../shared/messages/messages.ts'

/** What became of an answer: `kept` leaves the request open, with what went wrong in words. */
export type Answered = { state: 'approved' | 'denied' | 'over' | 'kept'; text: string }

export async function approve(approval: Approval, number: string): Promise<Answered> {
  const proof = await prove(approval, number)
  if (proof === null) return { state: 'kept', text: t('approve.unproved') }
  return answer({ session_id: approval.id, approved: true, number, ...proof })
}

export async function deny(approval: Approval): Promise<Answered> {
  return answer({ session_id: approval.id, approved: false })
}

/** A passkey where there is one, since it also says that its owner is there; else the key of this browser. */
async function prove(approval: Approval, number: string) {
  const text = approvalText(approval, { number })
  if (!approval.ways.includes('passkey')) {
    const user = session.state()?.user
    const says = { approves: text }
    const signature = user === undefined ? null : await signApproval(user.id, { says, type: APPROVAL_TYPE })
    return signature === null ? null : { signature }
  }
  try {
    const challenge = await sha256(text)
    const optionsJSON = { challenge, rpId: location.hostname, userVerification: 'required' as const }
    return { assertion: assertion.parse(await startAuthentication({ optionsJSON })) }
  } catch (error) {
    // Refused by the person, or by the authenticator: nothing was sent, and the request still waits.
    if (error instanceof WebAuthnError || error instanceof DOMException) return null
    throw error
  }
}

async function answer(body: BodyInputOf<typeof respondToApproval>): Promise<Answered> {
  try {
    const outcome = await call(respondToApproval, { body })
    if (outcome.ok) return { state: outcome.answer.outcome, text: t('approve.approved') }
    switch (outcome.problem.type) {
      case '/problems/number-wrong':
        return outcome.problem.tries_left > 0
          ? { state: 'kept', text: t('approve.numberWrong') }
          : { state: 'denied', text: t('approve.numberDenied') }
      case '/problems/approval-unproved':
        return { state: 'kept', text: t('approve.unproved') }
      case '/problems/approval-expired':
        return { state: 'over', text: t('approve.tooLate') }
      case '/problems/approval-settled':
      case '/problems/approval-not-found':
        return { state: 'over', text: t('approve.settled') }
    }
  } catch (error) {
    return { state: 'kept', text: wordsOf(error).text }
  }
}
