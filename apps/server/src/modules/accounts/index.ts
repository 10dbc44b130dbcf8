// The face of the accounts module.
export { createAccessTokens, makeSigningKey, type AccessTokens } from './access-tokens.ts'
export { findUser, hasOpenSession, isSetUp } from './account.queries.ts'
export { handOver, serveAccounts, visitorOf } from './accounts.routes.ts'
export { createAccounts } from './create-accounts.ts'
export { createPerson } from './create-person.ts'
export { openSession, type Visitor } from './open-session.ts'
export { createPasswords, refuseWeak } from './password.ts'
