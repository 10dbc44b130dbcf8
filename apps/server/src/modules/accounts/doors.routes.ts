import {
  beginTotp,
  confirmTotp,
  endOtherSessions,
  endSession,
  getStepUp,
  getTwoStep,
  listSessions,
  loginWithRecoveryCode,
  loginWithTotp,
  renewRecoveryCodes,
  stepUp,
  turnOffTotp,
} from '@kinfolio/contracts'
import type { Serve } from '../../kernel/http/index.ts'
import type { Doors } from './create-doors.ts'
import { handOver, visitorOf } from './visits.ts'

export function serveDoors(serve: Serve, doors: Doors): void {
  serve(loginWithTotp, async ({ body: { pending_id: pendingId, code }, request, reply }) => {
    const tokens = await doors.signInWithTotp({ pendingId, code, visitor: visitorOf(request) })
    return handOver({ request, reply, tokens })
  })
  serve(loginWithRecoveryCode, async ({ body: { pending_id: pendingId, code }, request, reply }) => {
    const tokens = await doors.signInWithRecoveryCode({ pendingId, code, visitor: visitorOf(request) })
    return handOver({ request, reply, tokens })
  })
  serve(getTwoStep, async ({ person }) => doors.getTwoStep({ person }))
  serve(beginTotp, async ({ person }) => doors.beginTotp({ person }))
  serve(confirmTotp, async ({ person, request, body: { code } }) =>
    doors.confirmTotp({ person, code, visitor: visitorOf(request) }),
  )
  serve(turnOffTotp, async ({ person, request }) => {
    await doors.turnOffTotp({ person, visitor: visitorOf(request) })
    return {}
  })
  serve(renewRecoveryCodes, async ({ person, request }) =>
    doors.renewRecoveryCodes({ person, visitor: visitorOf(request) }),
  )
  serve(getStepUp, async ({ person }) => ({ methods: await doors.listStepUpMethods({ person }) }))
  serve(stepUp, async ({ person, request, body }) => {
    await doors.stepUp({ person, ...body, visitor: visitorOf(request) })
    return {}
  })
  serve(listSessions, async ({ person }) => ({ sessions: await doors.listSessions({ person }) }))
  serve(endSession, async ({ person, request, params: { session_id: sessionId } }) => {
    await doors.endOneSession({ person, sessionId, visitor: visitorOf(request) })
    return {}
  })
  serve(endOtherSessions, async ({ person, request }) => {
    await doors.endOtherSessions({ person, visitor: visitorOf(request) })
    return {}
  })
}
