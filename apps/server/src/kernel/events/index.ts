export { createDomainEvents } from './announce.ts'
export { createPersonLog, type Wake } from './append-events.ts'
export { defineEvent, type DomainEvent, type DomainEvents, type Occasion, type Subscriber } from './domain-event.ts'
export type { LoggedEvent, PersonLog } from './person-log.ts'
