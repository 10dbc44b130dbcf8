import { CloudOff, RefreshCw } from 'lucide-react'
import { useEffect, useState, useSyncExternalStore } from 'react'
import { t } from '../../shared/messages/messages.ts'
import { live } from '../../shared/realtime/live.ts'
import type { LinkState } from '../../shared/realtime/link.ts'
import { Button } from '../../shared/ui/button.tsx'

/** Short breaks heal by themselves and are not worth a word. */
const QUIET_MS = 2_500

type Trouble = 'none' | 'behind' | 'broken' | 'outdated'

/** Says quietly when what is on screen may not be the newest. */
export function ConnectionNote() {
  const trouble = useLasting(troubleOf(useSyncExternalStore(live.subscribe, live.state)))
  return <output className="block text-13 text-muted">{trouble === 'none' ? null : <Words trouble={trouble} />}</output>
}

function Words({ trouble }: { trouble: Exclude<Trouble, 'none'> }) {
  if (trouble === 'outdated')
    return (
      <span className="grid gap-2 p-2">
        {t('link.outdated')}
        <Button onClick={() => location.reload()}>{t('error.reload')}</Button>
      </span>
    )
  const Icon = trouble === 'behind' ? RefreshCw : CloudOff
  return (
    <span className="flex items-center gap-2 p-2">
      <Icon aria-hidden className="size-4 shrink-0" />
      {trouble === 'behind' ? t('link.catchingUp') : t('link.reconnecting')}
    </span>
  )
}

function troubleOf(state: LinkState): Trouble {
  switch (state) {
    case 'live':
    case 'stopped':
      return 'none'
    case 'catching-up':
      return 'behind'
    case 'connecting':
    case 'waiting':
      return 'broken'
    case 'outdated':
      return 'outdated'
  }
}

function useLasting(trouble: Trouble): Trouble {
  const [lasting, setLasting] = useState<Trouble>('none')
  useEffect(() => {
    const timer = setTimeout(() => setLasting(trouble), trouble === 'none' ? 0 : QUIET_MS)
    return () => clearTimeout(timer)
  }, [trouble])
  return lasting === trouble ? trouble : 'none'
}
