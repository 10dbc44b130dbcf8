import { bind } from '../../kernel/bind.ts'
import { createOwner, needsSetUp, setUpOwner, type SetUpDeps } from './set-up-owner.ts'

export type Spaces = ReturnType<typeof createSpaces>

export function createSpaces(deps: SetUpDeps) {
  return bind(deps, { setUpOwner, createOwner, needsSetUp })
}
