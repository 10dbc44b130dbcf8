import { Copy, Download } from 'lucide-react'
import { t } from '../../shared/messages/messages.ts'
import { saveResponse } from '../../shared/save-file.ts'
import { Button } from '../../shared/ui/button.tsx'
import { copyText } from './copy-text.ts'

/** Ten codes that nobody can show again. */
export function RecoveryCodes({ codes, onKept }: { codes: readonly string[]; onKept: () => void }) {
  const text = `${codes.join('\n')}\n`
  return (
    <div className="grid gap-4">
      <div>
        <h3 className="font-interface text-15 font-medium">{t('recovery.title')}</h3>
        <p className="text-muted">{t('recovery.text')}</p>
      </div>
      <ul className="grid gap-x-6 gap-y-1 rounded-card border border-line p-4 font-code text-15 sm:grid-cols-2">
        {codes.map((code) => (
          <li key={code}>{code}</li>
        ))}
      </ul>
      <div className="flex flex-wrap gap-2">
        <Button onClick={() => void copyText(text)}>
          <Copy aria-hidden className="size-[18px]" />
          {t('recovery.copy')}
        </Button>
        <Button onClick={() => void saveResponse(new Response(text), t('recovery.fileName'))}>
          <Download aria-hidden className="size-[18px]" />
          {t('recovery.download')}
        </Button>
        <Button look="primary" onClick={onKept}>
          {t('recovery.kept')}
        </Button>
      </div>
    </div>
  )
}
