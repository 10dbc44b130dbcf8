/* oxlint-disable jsx-a11y/prefer-tag-over-role -- the list of a combobox whose field keeps the focus has no tag of its own */
import { useEffect, useRef } from 'react'
import { t } from '../../shared/messages/messages.ts'
import type { Going, PaletteEntry } from './palette-entries.ts'

type PaletteListProps = {
  id: string
  entries: readonly PaletteEntry[]
  chosen: number
  onPoint: (index: number) => void
  onGo: (going: Going) => void
}

const HEADINGS = { found: 'palette.found', go: 'palette.go', do: 'palette.do' } as const

/** The offers under the field. The field keeps the focus and names the chosen one. */
export function PaletteList({ id, entries, chosen, onPoint, onGo }: PaletteListProps) {
  const list = useRef<HTMLDivElement>(null)
  useEffect(() => {
    list.current?.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: 'nearest' })
  }, [chosen])
  const groups = [...Map.groupBy(entries.entries(), ([, entry]) => entry.group)]
  return (
    <div
      ref={list}
      id={id}
      role="listbox"
      aria-label={t('palette.label')}
      className="mt-2 h-[min(20rem,50dvh)] overflow-y-auto"
    >
      {groups.map(([group, members]) => (
        <div key={group} role="group" aria-label={t(HEADINGS[group])}>
          <div aria-hidden className="px-2 pt-3 pb-1 text-13 text-muted">
            {t(HEADINGS[group])}
          </div>
          {members.map(([index, entry]) => (
            <div
              key={entry.key}
              id={`${id}-${index}`}
              role="option"
              tabIndex={-1}
              aria-selected={index === chosen}
              onPointerMove={() => onPoint(index)}
              onClick={() => onGo(entry.going)}
              onKeyDown={(event) => (event.key === 'Enter' ? onGo(entry.going) : undefined)}
              className="flex min-h-11 cursor-pointer items-center gap-3 rounded-small px-2 aria-selected:bg-accent-soft"
            >
              <span className={`min-w-0 grow truncate ${entry.going.to === 'page' ? 'pl-4 font-reading' : ''}`}>
                {entry.label}
              </span>
              <span className="max-w-[40%] truncate text-13 text-muted">{entry.note}</span>
            </div>
          ))}
        </div>
      ))}
    </div>
  )
}
