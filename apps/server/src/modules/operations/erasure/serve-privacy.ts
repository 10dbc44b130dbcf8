import { exportMe } from '@kinfolio/contracts'
import type { Serve } from '../../../kernel/http/index.ts'
import { exportPerson, type ExportPersonDeps } from './export-person.ts'

export function servePrivacy(serve: Serve, deps: ExportPersonDeps): void {
  serve.file(exportMe, async ({ person, context, request, signal }) => ({
    ...(await exportPerson(deps, { context, person, address: request.ip, signal })),
    headers: { 'cache-control': 'private, no-store', 'x-content-type-options': 'nosniff' },
  }))
}
