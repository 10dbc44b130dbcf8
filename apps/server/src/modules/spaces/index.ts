// The face of the spaces module.
export { createSpaces, type Spaces } from './create-spaces.ts'
export { findOwner } from './find-owner.ts'
export { createDoorkeeper } from './doorkeeper.ts'
export { createSetupCode } from './setup-code.ts'
export { serveSpaces } from './spaces.routes.ts'
export { requireRole } from './require-role.ts'
