import { exportDocument, exportFormat } from '@kinfolio/contracts'
import type { Document, ExportFormat } from '@kinfolio/contracts'
import { CallFailed } from '../../shared/api/call-failed.ts'
import { fetchFile } from '../../shared/api/client.ts'
import { t } from '../../shared/messages/messages.ts'
import { saveResponse } from '../../shared/save-file.ts'
import type { MenuEntry } from '../../shared/ui/menu.tsx'
import { sayFailure } from '../../shared/ui/say-failure.ts'
import { toasts } from '../../shared/ui/toasts.ts'

const NOTHING_TO_EXPORT = '/problems/nothing-to-export'

/** Everything a document can be taken away as. */
export function exportEntries(document: Document): MenuEntry[] {
  return exportFormat.options.map((format) => ({
    kind: 'action',
    label: t(`export.${format}`),
    run: () => void takeAway(document, format),
  }))
}

async function takeAway(document: Document, format: ExportFormat): Promise<void> {
  toasts.show({ text: t('document.exporting', { format: t(`export.${format}`) }) })
  try {
    const response = await fetchFile(exportDocument, { params: { document_id: document.id }, query: { format } })
    toasts.show({ text: t('document.exported', { name: await saveResponse(response, document.title) }) })
  } catch (error) {
    const isEmpty = error instanceof CallFailed && error.failure.type === NOTHING_TO_EXPORT
    if (isEmpty) toasts.show({ text: t('document.nothingToExport'), tone: 'bad' })
    else sayFailure(error)
  }
}
