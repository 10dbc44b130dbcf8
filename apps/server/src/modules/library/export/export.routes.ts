import { exportDocument, exportSpace, notFound } from '@kinfolio/contracts'
import type { FileAnswer, Serve } from '../../../kernel/http/index.ts'
import type { Library } from '../library.ts'
import type { ExportedFile } from './export-document.ts'

export function serveExports(serve: Serve, library: Pick<Library, 'exportDocument' | 'exportSpace'>): void {
  serve.file(exportDocument, async ({ params, query, actor, context, signal }) => {
    const of = { context, spaceId: actor.spaceId, id: params.document_id }
    return present(await library.exportDocument({ ...of, format: query.format, signal }))
  })
  serve.file(exportSpace, async ({ params, actor, context, signal }) => {
    // Which space is said twice, in the address and in the header; a contradiction is nobody's space.
    if (params.space_id !== actor.spaceId) throw notFound({ what: 'space' })
    return present(await library.exportSpace({ context, spaceId: actor.spaceId, now: new Date(), signal }))
  })
}

function present(file: ExportedFile): FileAnswer {
  // What is taken away is saved, never shown in place: it is somebody's file, not ours.
  return { ...file, headers: { 'cache-control': 'private, no-store', 'x-content-type-options': 'nosniff' } }
}
