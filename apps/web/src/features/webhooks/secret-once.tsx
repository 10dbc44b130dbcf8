import { Copy } from 'lucide-react'
import { t } from '../../shared/messages/messages.ts'
import { Button } from '../../shared/ui/button.tsx'
import { LazyDialog } from '../../shared/ui/lazy.tsx'
import { toasts } from '../../shared/ui/toasts.ts'

/** A secret that is shown once: it goes away with its dialog. */
export function SecretOnce({ secret, onClose }: { secret: string; onClose: () => void }) {
  async function copy(): Promise<void> {
    try {
      await navigator.clipboard.writeText(secret)
      toasts.show({ text: t('webhooks.copied') })
    } catch {
      // A browser without the right to write, or a page without a safe connection: the text can be selected.
      toasts.show({ text: t('webhooks.notCopied'), tone: 'bad' })
    }
  }
  return (
    <LazyDialog title={t('webhooks.secretTitle')} onClose={onClose}>
      <p className="mb-3 text-muted">{t('webhooks.secretText')}</p>
      <p className="mb-4 rounded-card border border-line bg-desk p-3 font-code text-15 break-all select-all">
        {secret}
      </p>
      <Button look="primary" onClick={() => void copy()}>
        <Copy aria-hidden className="size-[18px]" />
        {t('webhooks.copy')}
      </Button>
    </LazyDialog>
  )
}
