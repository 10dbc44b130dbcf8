import type { DomainEvents } from '../src/kernel/events/index.ts'

/** Domain events where no jobs run: what was announced is kept to look at. */
export type HeardEvents = Pick<DomainEvents, 'announce'> & { heard: { name: string; body: unknown }[] }

export function heardEvents(): HeardEvents {
  const heard: HeardEvents['heard'] = []
  return {
    heard,
    announce: async (_tx, event, { body }) => void heard.push({ name: event.name, body }),
  }
}
