import { useState } from 'react'
import { t } from '../../shared/messages/messages.ts'
import { Button } from '../../shared/ui/button.tsx'
import { CodeField } from '../../shared/ui/code-field.tsx'
import { QrCode } from '../../shared/ui/qr-code.tsx'
import { copyText } from './copy-text.ts'
import { confirm, type Begun } from './two-step.ts'

type EnrolmentProps = { begun: Begun; onCodes: (codes: readonly string[]) => void; onCancel: () => void }

/** The secret as a picture and as text, and a first code that shows the app has it. */
export function Enrolment({ begun, onCodes, onCancel }: EnrolmentProps) {
  const [code, setCode] = useState('')
  const [isBusy, setBusy] = useState(false)
  const [error, setError] = useState<string | null>(null)
  async function submit(): Promise<void> {
    setBusy(true)
    const outcome = await confirm(code)
    setBusy(false)
    if ('text' in outcome) setError(outcome.text)
    else onCodes(outcome)
  }
  return (
    <div className="grid gap-4">
      <p>{t('twoStep.scan')}</p>
      <QrCode text={begun.otpauth_uri} label={t('twoStep.qr')} />
      <div className="grid gap-2">
        <p className="text-muted">{t('twoStep.byHand')}</p>
        <div className="flex flex-wrap items-center gap-2">
          <code className="font-code text-15 wrap-anywhere">{inGroups(begun.secret)}</code>
          <Button look="link" onClick={() => void copyText(begun.secret)}>
            {t('twoStep.copySecret')}
          </Button>
        </div>
      </div>
      <form
        className="grid gap-4"
        onSubmit={(event) => {
          event.preventDefault()
          void submit()
        }}
      >
        <CodeField value={code} error={error} onChange={setCode} />
        <div className="flex flex-wrap gap-2">
          <Button type="submit" look="primary" disabled={isBusy}>
            {isBusy ? t('twoStep.confirming') : t('twoStep.confirm')}
          </Button>
          <Button look="quiet" onClick={onCancel}>
            {t('do.cancel')}
          </Button>
        </div>
      </form>
    </div>
  )
}

/** Four signs at a time are read and typed with fewer slips. */
function inGroups(secret: string): string {
  return secret.replaceAll(/(.{4})(?=.)/g, '$1 ')
}
