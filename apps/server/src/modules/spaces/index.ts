import { createSpaces } from './create-spaces.ts'
import { serveDeletion } from './deletion/deletion.routes.ts'
import { spaceErasure } from './deletion/erase-space.ts'
import { exportMemberships } from './deletion/export-memberships.ts'
import { findOwner } from './find-owner.ts'
import { createQuotas, handleQuotaJobs } from './quotas/create-quotas.ts'
import { planChanged } from './quotas/quota.jobs.ts'
import { serveQuotas } from './quotas/quotas.routes.ts'
import { createRegistration, serveRegistration } from './registration/registration.routes.ts'
import { createSignUp } from './registration/sign-up.ts'
import { createSetupCode } from './setup-code.ts'

// The face of the spaces module. What belongs together goes out under one name.
export const firstRun = { createSpaces, createSetupCode, findOwner }
export const departures = { exportMemberships, erasure: spaceErasure, serve: serveDeletion }
export const registration = { signUp: createSignUp, create: createRegistration, serve: serveRegistration }
export const quotas = { create: createQuotas, handleJobs: handleQuotaJobs, serve: serveQuotas, planChanged }
export type { Quotas } from './quotas/create-quotas.ts'
export { createDoorkeeper } from './doorkeeper.ts'
export { invitations } from './invitations/invitations.ts'
export { membersChanged, personInvited, quotaReached } from './spaces.events.ts'
export { serveSpaces } from './spaces.routes.ts'
export { requirePermission } from './require-permission.ts'
