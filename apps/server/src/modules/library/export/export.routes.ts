import { exportDocument, exportSpace, notFound } from '@kinfolio/contracts'
import type { Actor, FileAnswer, Serve } from '../../../kernel/http/index.ts'
import type { Library } from '../library.ts'
import { requirePermission } from '../../spaces/index.ts'
import type { ExportedFile } from './export-document.ts'

export function serveExports(
  serve: Serve,
  library: Pick<Library, 'exportDocument' | 'exportSpace' | 'noteExport'>,
): void {
  serve.file(exportDocument, async ({ params, query, actor, context, signal }) => {
    const of = { context, spaceId: actor.spaceId, id: params.document_id }
    const file = await library.exportDocument({ ...of, format: query.format, signal })
    await library.noteExport({ ...of, ...takenBy(actor), documentId: params.document_id })
    return present(file)
  })
  serve.file(exportSpace, async ({ params, actor, context, signal }) => {
    // Which space is said twice, in the address and in the header; a contradiction is nobody's space.
    if (params.space_id !== actor.spaceId) throw notFound({ what: 'space' })
    requirePermission(actor, 'export the space')
    const of = { context, spaceId: actor.spaceId }
    const file = await library.exportSpace({ ...of, now: new Date(), signal })
    await library.noteExport({ ...of, ...takenBy(actor) })
    return present(file)
  })
}

function takenBy({ userId, address }: Actor) {
  return { onBehalfOf: userId, address }
}

function present(file: ExportedFile): FileAnswer {
  // What is taken away is saved, never shown in place: it is somebody's file, not ours.
  return { ...file, headers: { 'cache-control': 'private, no-store', 'x-content-type-options': 'nosniff' } }
}
