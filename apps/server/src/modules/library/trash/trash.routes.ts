import { emptyTrash, eraseCollection, eraseDocument, getRetention, putRetention } from '@kinfolio/contracts'
import type { Serve } from '../../../kernel/http/index.ts'
import type { Library } from '../library.ts'

export function serveTrash(serve: Serve, library: Library): void {
  serve(getRetention, async ({ actor, context }) => library.readRetention({ context, spaceId: actor.spaceId }))
  serve(putRetention, async ({ actor, context, body }) => library.setRetention({ context, actor, retention: body }))
  serve(eraseDocument, async ({ actor, context, params }) => {
    await library.eraseDocument({ context, actor, id: params.document_id })
    return {}
  })
  serve(eraseCollection, async ({ actor, context, params }) => {
    await library.eraseCollection({ context, actor, id: params.collection_id })
    return {}
  })
  serve(emptyTrash, async ({ actor, context }) => ({ job_id: await library.emptyTrash({ context, actor }) }))
}
