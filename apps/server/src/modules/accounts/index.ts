// The face of the accounts module.
export { type AccessTokens, openAccessTokens } from './access-tokens.ts'
export { findUser, hasOpenSession } from './account.queries.ts'
export { handOver, serveAccounts, visitorOf } from './accounts.routes.ts'
export { createAccounts } from './create-accounts.ts'
export { createPerson } from './create-person.ts'
export { limitAttempts } from './limit-attempts.ts'
export { openSession } from './open-session.ts'
export { createPasswords } from './password.ts'
