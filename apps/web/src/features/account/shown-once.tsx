import { Check, Copy } from 'lucide-react'
import { useState } from 'react'
import { t } from '../../shared/messages/messages.ts'
import { Button } from '../../shared/ui/button.tsx'
import { Field, INPUT_CLASSES } from '../../shared/ui/field.tsx'
import { sayFailure } from '../../shared/ui/say-failure.ts'

/** A secret that is shown this once, to be copied. */
export function ShownOnce({ secret, onDone }: { secret: string; onDone: () => void }) {
  const [isCopied, setCopied] = useState(false)
  async function copy(): Promise<void> {
    try {
      await navigator.clipboard.writeText(secret)
      setCopied(true)
    } catch (error) {
      sayFailure(error)
    }
  }
  const Icon = isCopied ? Check : Copy
  return (
    <div className="grid gap-4">
      <p>{t('apiKeys.madeText')}</p>
      <Field
        label={t('apiKeys.key')}
        renderControl={(wiring) => (
          <input
            readOnly
            className={`${INPUT_CLASSES} font-code`}
            value={secret}
            onFocus={(event) => event.target.select()}
            {...wiring}
          />
        )}
      />
      <div className="flex flex-wrap justify-end gap-3">
        <Button onClick={() => void copy()}>
          <Icon aria-hidden className="size-[18px]" />
          {isCopied ? t('apiKeys.copied') : t('apiKeys.copy')}
        </Button>
        <Button look="primary" onClick={onDone}>
          {t('apiKeys.done')}
        </Button>
      </div>
    </div>
  )
}
