import type { QuotaKind } from '@kinfolio/contracts'

const words: Record<QuotaKind, string> = {
  pages_read: 'pages to read',
  narrated_minutes: 'minutes to narrate',
  stored_bytes: 'room for files',
  members: 'places for members',
}

/** Every sentence of plans and quotas that a person reads. */
export const messages = {
  quotaReached: (kind: QuotaKind, percent: number) =>
    percent >= 100 ? `The plan’s ${words[kind]} are used up` : `${percent} % of the plan’s ${words[kind]} are used`,
  planChanged: 'Another plan',
  pagesLeft: (at: { wanted: number; left: number; resetAt: string }) =>
    `${at.wanted === 1 ? 'This takes 1 page' : `This takes ${at.wanted} pages`} of the plan, and ${
      at.left === 0 ? 'none is' : at.left === 1 ? '1 is' : `${at.left} are`
    } left until ${at.resetAt}. Nothing was changed; what is read already stays.`,
  noRoom: 'There is no room left for these files in the plan of this space. Nothing of them was kept.',
  noPlace: 'All places for members of this space are taken.',
}
