import { getUsage, listPlans, putPlan } from '@kinfolio/contracts'
import type { Serve } from '../../../kernel/http/index.ts'
import { visits } from '../../accounts/index.ts'
import type { Quotas } from './create-quotas.ts'

export function serveQuotas(serve: Serve, quotas: Quotas): void {
  serve(getUsage, async ({ actor, context }) => quotas.readUsage({ context, spaceId: actor.spaceId }))
  serve(listPlans, async ({ context }) => quotas.listPlans({ context }))
  serve(putPlan, async ({ actor, context, body, request }) =>
    quotas.choosePlan({
      context,
      actor,
      plan: body.plan,
      timeZone: body.time_zone,
      address: visits.of(request).address,
    }),
  )
}
