const DAY_MS = 86_400_000

/** A day as people say it, such as "20 December 2026"; `iso` as the wire has it. */
export function dayWords(iso: string): string {
  return new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'long', year: 'numeric' }).format(new Date(iso))
}

/** Whole days until something that began then has lasted so long; none when it is over. */
export function daysLeft({ since, days, nowMs = Date.now() }: { since: string; days: number; nowMs?: number }): number {
  return Math.max(0, Math.ceil((Date.parse(since) + days * DAY_MS - nowMs) / DAY_MS))
}
