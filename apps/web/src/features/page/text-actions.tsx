import type { PageText } from '@kinfolio/contracts'
import { Copy, Ellipsis, History, PencilLine } from 'lucide-react'
import { lazy, Suspense, useState } from 'react'
import { useMay } from '../../shared/api/use-space.ts'
import { readAgainEntries } from '../../shared/library/read-again.ts'
import { t } from '../../shared/messages/messages.ts'
import { Button, IconButton } from '../../shared/ui/button.tsx'
import { LazyMenu } from '../../shared/ui/lazy.tsx'
import { sayFailure } from '../../shared/ui/say-failure.ts'
import { toasts } from '../../shared/ui/toasts.ts'

const ReadingHistory = lazy(() => import('./reading-history.tsx').then((m) => ({ default: m.ReadingHistory })))

export function TextActions({ text, onCorrect }: { text: PageText; onCorrect: () => void }) {
  const [isHistoryOpen, setHistoryOpen] = useState(false)
  const may = useMay()
  const icon = 'size-[18px] text-muted'
  return (
    <div className="flex items-center gap-2">
      <h2 className="grow text-20">{t('page.text')}</h2>
      {may('correct a page') ? (
        <Button onClick={onCorrect}>
          <PencilLine aria-hidden className="size-[18px]" />
          {t('page.correct')}
        </Button>
      ) : null}
      <LazyMenu
        trigger={<IconButton label={t('do.more')} icon={<Ellipsis aria-hidden className="size-5" />} />}
        entries={[
          {
            kind: 'action',
            label: t('page.copyText'),
            icon: <Copy aria-hidden className={icon} />,
            run: () => void copy(text.text),
          },
          {
            kind: 'action',
            label: t('page.history'),
            icon: <History aria-hidden className={icon} />,
            run: () => setHistoryOpen(true),
          },
          ...(may('read pages') ? readAgainEntries({ kind: 'page', id: text.page.id }) : []),
        ]}
      />
      {isHistoryOpen ? (
        <Suspense fallback={null}>
          <ReadingHistory pageId={text.page.id} onClose={() => setHistoryOpen(false)} />
        </Suspense>
      ) : null}
    </div>
  )
}

async function copy(text: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text)
    toasts.show({ text: t('page.copied') })
  } catch (error) {
    sayFailure(error)
  }
}
