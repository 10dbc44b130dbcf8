// The face of the spaces module.
export { createSpaces, type Spaces } from './create-spaces.ts'
export { findOwner } from './find-owner.ts'
export { createDoorkeeper } from './doorkeeper.ts'
export { membersChanged, personInvited, quotaReached } from './spaces.events.ts'
export { createSetupCode } from './setup-code.ts'
export { serveSpaces } from './spaces.routes.ts'
export { requirePermission } from './require-permission.ts'
