import type { Database } from './kernel/database/index.ts'
import type { Logger } from './kernel/logger.ts'
import type { Library } from './modules/library/index.ts'
import { firstRun } from './modules/spaces/index.ts'

type Spaces = ReturnType<typeof firstRun.createSpaces>

/**
 * `--demo`: the owner finds the demo in their personal space. Done at every start with that option, since adding it
 * again changes nothing; before there is an owner it waits for `withDemoAtSetUp`.
 */
export async function addDemoForOwner({
  database,
  library,
  log,
}: {
  database: Database
  library: Pick<Library, 'addDemo'>
  log: Logger
}): Promise<void> {
  const owner = await firstRun.findOwner({ database })
  if (owner === undefined) return
  const { userId, spaceId } = owner
  const { documents } = await library.addDemo({
    context: { kind: 'person', userId, spaceId },
    spaceId,
    onBehalfOf: userId,
    writer: { role: 'owner' },
    signal: new AbortController().signal,
  })
  log.info({ documents: documents.length }, 'the demo is in the library of the owner')
}

/** The first-run page does not wait for the demo, which appears as an import does. */
export function withDemoAtSetUp(spaces: Spaces, deps: { addDemo: () => Promise<void>; log: Logger }): Spaces {
  return {
    ...spaces,
    setUpOwner: async (input) => {
      const tokens = await spaces.setUpOwner(input)
      void deps.addDemo().catch((error: unknown) => deps.log.error({ err: error }, 'the demo was not added'))
      return tokens
    },
  }
}
