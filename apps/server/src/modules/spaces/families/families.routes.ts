import { createSpace, renameSpace } from '@kinfolio/contracts'
import type { Serve } from '../../../kernel/http/index.ts'
import type { Spaces } from '../create-spaces.ts'

export function serveFamilies(serve: Serve, spaces: Pick<Spaces, 'createSpace' | 'renameSpace'>): void {
  serve(createSpace, async ({ person, body, request }) =>
    spaces.createSpace({ userId: person.userId, name: body.name, address: request.ip }),
  )
  serve(renameSpace, async ({ actor, context, body, request }) =>
    spaces.renameSpace({ actor, context, name: body.name, address: request.ip }),
  )
}
