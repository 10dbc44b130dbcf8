import { serveAudit } from './audit/audit.routes.ts'
import { noteAccess, noteDailyAccess } from './audit/note-access.ts'
import { sweepAudit } from './audit/read-audit.ts'
import {
  erasePerson,
  findDeletion,
  listDueForDeletion,
  markForDeletion,
  takeDeletionBack,
} from './deletion/deletion.queries.ts'
import { exportAccount } from './deletion/export-account.ts'
import { findUser, hasOpenSession, hasRecentProof } from './account.queries.ts'
import { serveAccounts } from './accounts.routes.ts'
import { createAccounts } from './create-accounts.ts'
import { createPerson } from './create-person.ts'
import { openAccessTokens } from './access-tokens.ts'
import { findMailbox } from './mailbox/mailbox.queries.ts'
import { handOutLink } from './mailbox/hand-out-link.ts'
import { mintSecretLink } from './mailbox/secret-link.ts'
import { sweepMailbox } from './mailbox/sweep-mailbox.ts'
import { checkProof } from './device-keys/check-proof.ts'
import { openSession } from './open-session.ts'
import { readProviders } from './oidc/provider-settings.ts'
import { createProviders } from './oidc/providers.ts'
import { openOrAsk } from './pending/open-or-ask.ts'
import { createOtherDevices, serveOtherDevices } from './other-devices.ts'
import { rotateSigningKey } from './signing-keys.ts'
import { createWaysIn, serveWaysIn } from './ways-in.ts'

import { pruneSessions } from './sessions/prune-sessions.ts'
import { handOver, visitorOf } from './visits.ts'

// The face of the accounts module. What belongs together goes out under one name.
export const accounts = { create: createAccounts, serve: serveAccounts }
const deletion = {
  find: findDeletion,
  mark: markForDeletion,
  takeBack: takeDeletionBack,
  listDue: listDueForDeletion,
  erase: erasePerson,
}
export const people = { create: createPerson, find: findUser, findMailbox, export: exportAccount, deletion }
const otherDevices = { create: createOtherDevices, serve: serveOtherDevices }
export const sessions = {
  open: openSession,
  openOrAsk,
  isOpen: hasOpenSession,
  hasRecentProof,
  prune: pruneSessions,
  checkProof,
  otherDevices,
}
export const secretLinks = { mint: mintSecretLink, handOut: handOutLink, sweep: sweepMailbox }
export const waysIn = { create: createWaysIn, serve: serveWaysIn, readProviders, createProviders }
export const visits = { of: visitorOf, handOver }
export const accessTokens = { open: openAccessTokens, rotateKey: rotateSigningKey }
export const auditLog = { serve: serveAudit, sweep: sweepAudit, noteAccess, noteDailyAccess }
export { accountChanged } from './accounts.events.ts'
export { recordAudit } from './audit.queries.ts'
export { limitAttempts } from './limit-attempts.ts'
export { createPasswords } from './password.ts'
