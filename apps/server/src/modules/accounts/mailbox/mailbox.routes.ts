import {
  askPasswordReset as askPasswordResetRoute,
  changeEmail as changeEmailRoute,
  changeName as changeNameRoute,
  changePassword as changePasswordRoute,
  getAccount as getAccountRoute,
  resetPassword as resetPasswordRoute,
  sendVerification as sendVerificationRoute,
  verifyEmail as verifyEmailRoute,
} from '@kinfolio/contracts'
import type { FastifyRequest } from 'fastify'
import { bind } from '../../../kernel/bind.ts'
import type { Serve } from '../../../kernel/http/index.ts'
import type { Visitor } from '../open-session.ts'
import { askPasswordReset } from './ask-password-reset.ts'
import { changeEmail, changeName, getAccount, sendVerification } from './change-account.ts'
import { changePassword } from './change-password.ts'
import { resetPassword } from './reset-password.ts'
import type { MailboxDeps } from './tell-person.ts'
import { verifyEmail } from './verify-email.ts'

export type Mailbox = ReturnType<typeof createMailbox>

/** What a person does about their own name, address and password. */
export function createMailbox(deps: MailboxDeps) {
  const byLink = { askPasswordReset, resetPassword, verifyEmail }
  return bind(deps, { ...byLink, getAccount, sendVerification, changeEmail, changeName, changePassword })
}

export function serveMailbox(
  serve: Serve,
  { mailbox, visitorOf }: { mailbox: Mailbox; visitorOf: (request: FastifyRequest) => Visitor },
): void {
  serve(verifyEmailRoute, async ({ body, request }) => mailbox.verifyEmail({ ...body, visitor: visitorOf(request) }))
  serve(askPasswordResetRoute, async ({ body, request }) => {
    await mailbox.askPasswordReset({ ...body, visitor: visitorOf(request) })
    return {}
  })
  serve(resetPasswordRoute, async ({ body, request }) => {
    await mailbox.resetPassword({ ...body, visitor: visitorOf(request) })
    return {}
  })
  serve(getAccountRoute, async ({ person }) => mailbox.getAccount({ person }))
  serve(sendVerificationRoute, async ({ person, request }) => {
    await mailbox.sendVerification({ person, visitor: visitorOf(request) })
    return {}
  })
  serve(changeEmailRoute, async ({ person, body, request }) =>
    mailbox.changeEmail({ ...body, person, visitor: visitorOf(request) }),
  )
  serve(changeNameRoute, async ({ person, body, request }) => {
    await mailbox.changeName({ ...body, person, visitor: visitorOf(request) })
    return {}
  })
  serve(changePasswordRoute, async ({ person, body, request }) => {
    const { old_password: oldPassword, new_password: newPassword } = body
    await mailbox.changePassword({ person, oldPassword, newPassword, visitor: visitorOf(request) })
    return {}
  })
}
