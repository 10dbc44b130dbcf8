import { serveDeletion } from './deletion/deletion.routes.ts'
import { spaceErasure } from './deletion/erase-space.ts'
import { exportMemberships } from './deletion/export-memberships.ts'
import { createRegistration, serveRegistration } from './registration/registration.routes.ts'
import { createSignUp } from './registration/sign-up.ts'

// The face of the spaces module. What belongs together goes out under one name.
export const departures = { exportMemberships, erasure: spaceErasure, serve: serveDeletion }
export const registration = { signUp: createSignUp, create: createRegistration, serve: serveRegistration }
export { createSpaces, type Spaces } from './create-spaces.ts'
export { findOwner } from './find-owner.ts'
export { createDoorkeeper } from './doorkeeper.ts'
export { invitations } from './invitations/invitations.ts'
export { membersChanged, personInvited, quotaReached } from './spaces.events.ts'
export { createSetupCode } from './setup-code.ts'
export { serveSpaces } from './spaces.routes.ts'
export { requirePermission } from './require-permission.ts'
