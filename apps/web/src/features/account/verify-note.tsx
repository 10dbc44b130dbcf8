import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { t } from '../../shared/messages/messages.ts'
import { Button } from '../../shared/ui/button.tsx'
import { toasts } from '../../shared/ui/toasts.ts'
import { accountQuery } from './account-query.ts'
import { sendLink } from './send-link.ts'

/** Kept by the tab: whoever puts it off is asked again the next time they come. */
const PUT_OFF = 'kinfolio.verify-later'

/** Stands above every screen while the address is not verified and a mail could do it. */
export function VerifyNote() {
  const { data } = useQuery(accountQuery)
  const [isPutOff, setPutOff] = useState(() => sessionStorage.getItem(PUT_OFF) !== null)
  const [isBusy, setBusy] = useState(false)
  if (data === undefined || data.email_is_verified || !data.sends_mail || isPutOff) return null

  function putOff(): void {
    sessionStorage.setItem(PUT_OFF, 'yes')
    setPutOff(true)
  }
  async function send(): Promise<void> {
    setBusy(true)
    const failure = await sendLink()
    setBusy(false)
    if (failure === null) putOff()
    else toasts.show({ text: failure })
  }
  return (
    <section
      aria-label={t('verify.title')}
      className="flex flex-wrap items-center gap-3 border-b border-line bg-surface px-4 py-3 md:px-8"
    >
      <p className="grow basis-60 text-15 text-muted">{t('account.verifyNote')}</p>
      <Button disabled={isBusy} onClick={() => void send()}>
        {t('account.sendLink')}
      </Button>
      <Button look="quiet" onClick={putOff}>
        {t('account.verifyLater')}
      </Button>
    </section>
  )
}
