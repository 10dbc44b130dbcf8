import { systemClock } from '../src/kernel/clock.ts'
import { type Quotas, quotas } from '../src/modules/spaces/index.ts'

type Deps = Parameters<typeof quotas.create>[0]

/** Quotas as a home server has them: no limit unless a space is given a plan. */
export function openHomeQuotas(deps: Omit<Deps, 'clock' | 'defaults'> & Partial<Deps>): Quotas {
  const defaults = { plan: 'unlimited', timeZone: 'UTC', ownersChoose: true }
  return quotas.create({ clock: systemClock, defaults, ...deps })
}
