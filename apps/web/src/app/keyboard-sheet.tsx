import type { MessageKey } from '../shared/messages/messages.ts'
import { commandKey } from '../shared/keyboard.ts'
import { t } from '../shared/messages/messages.ts'
import { Dialog } from '../shared/ui/dialog.tsx'

type Row = { keys: readonly string[]; says: Extract<MessageKey, `keys.${string}`> }

const EVERYWHERE: readonly Row[] = [
  { keys: [`${commandKey()} K`], says: 'keys.palette' },
  { keys: ['/'], says: 'keys.goSearch' },
  { keys: ['g l'], says: 'keys.goLibrary' },
  { keys: ['g j'], says: 'keys.goJobs' },
  { keys: ['g n'], says: 'keys.goNotices' },
  { keys: ['s'], says: 'keys.spaces' },
  { keys: ['?'], says: 'keys.sheet' },
  { keys: ['Esc'], says: 'keys.leave' },
]
const ON_PAGE: readonly Row[] = [
  { keys: ['←', '→', 'k', 'j'], says: 'keys.nextPrevious' },
  { keys: ['+', '−', '0'], says: 'keys.zoom' },
  { keys: ['Tab', '⇧ Tab'], says: 'keys.line' },
  { keys: ['e'], says: 'keys.correct' },
  { keys: ['r'], says: 'keys.replay' },
]

export function KeyboardSheet({ onClose }: { onClose: () => void }) {
  return (
    <Dialog title={t('keys.title')} onClose={onClose} size="wide">
      <div className="grid gap-6 sm:grid-cols-2">
        <Keys title={t('keys.everywhere')} rows={EVERYWHERE} />
        <Keys title={t('keys.onPage')} rows={ON_PAGE} />
      </div>
    </Dialog>
  )
}

function Keys({ title, rows }: { title: string; rows: readonly Row[] }) {
  return (
    <section>
      <h3 className="mb-2 text-17">{title}</h3>
      <dl className="grid gap-2">
        {rows.map((row) => (
          <div key={row.says} className="flex items-baseline justify-between gap-3">
            <dt className="text-muted">{t(row.says)}</dt>
            <dd className="flex gap-1 font-code text-13 whitespace-nowrap">
              {row.keys.map((key) => (
                <kbd key={key} className="rounded-small border border-line bg-desk px-1.5 py-0.5">
                  {key}
                </kbd>
              ))}
            </dd>
          </div>
        ))}
      </dl>
    </section>
  )
}
