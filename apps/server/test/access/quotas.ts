import type { Row } from './row.ts'

export const quotaRows: Record<string, Row> = {
  getUsage: { for: 'see usage' },
  listPlans: { for: 'look' },
  putPlan: { for: 'choose the plan', json: () => ({ plan: 'unlimited', time_zone: 'Europe/Berlin' }) },
}
