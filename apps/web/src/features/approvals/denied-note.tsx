import { endOtherSessions } from '@kinfolio/contracts'
import { useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { ask } from '../../shared/api/client.ts'
import { keys } from '../../shared/api/keys.ts'
import { t } from '../../shared/messages/messages.ts'
import { Button, buttonClasses } from '../../shared/ui/button.tsx'
import { ConfirmDialog } from '../../shared/ui/confirm-dialog.tsx'
import { Dialog } from '../../shared/ui/dialog.tsx'
import { toasts } from '../../shared/ui/toasts.ts'

/** Who tried knows the password: what to do about that stands where they were turned away. */
export function DeniedNote({ onClose }: { onClose: () => void }) {
  const client = useQueryClient()
  const [isAsked, setAsked] = useState(false)
  async function endOthers(): Promise<void> {
    await ask(endOtherSessions)
    toasts.show({ text: t('sessions.othersEnded') })
    await client.invalidateQueries({ queryKey: keys.account })
  }
  if (isAsked) {
    return (
      <ConfirmDialog
        title={t('sessions.endOthersTitle')}
        text={t('sessions.endOthersText')}
        submit={t('sessions.endOthers')}
        onConfirm={endOthers}
        onClose={() => setAsked(false)}
      />
    )
  }
  return (
    <Dialog title={t('approve.deniedTitle')} onClose={onClose}>
      <div className="grid gap-4">
        <p className="text-17">{t('approve.deniedText')}</p>
        <div className="grid gap-3">
          <Link to="/dashboard/settings/account" className={buttonClasses('primary')} onClick={onClose}>
            {t('approve.toPassword')}
          </Link>
          <Button onClick={() => setAsked(true)}>{t('sessions.endOthers')}</Button>
          <Button look="quiet" onClick={onClose}>
            {t('do.close')}
          </Button>
        </div>
      </div>
    </Dialog>
  )
}
