// The face of the spaces module.
import { createOwner, needsSetUp, setUpOwner, type SetUpDeps } from './set-up-owner.ts'

export type Spaces = ReturnType<typeof createSpaces>

export function createSpaces(deps: SetUpDeps) {
  return {
    setUpOwner: (input: Parameters<typeof setUpOwner>[1]) => setUpOwner(deps, input),
    createOwner: (input: Parameters<typeof createOwner>[1]) => createOwner(deps, input),
    needsSetUp: (_: object) => needsSetUp(deps),
  }
}

export { createDoorkeeper } from './doorkeeper.ts'
export { createSetupCode } from './setup-code.ts'
export { serveSpaces } from './spaces.routes.ts'
