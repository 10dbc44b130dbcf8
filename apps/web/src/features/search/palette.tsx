import { useInfiniteQuery } from '@tanstack/react-query'
import { useId, useState } from 'react'
import type { KeyboardEvent } from 'react'
import { t } from '../../shared/messages/messages.ts'
import { INPUT_CLASSES } from '../../shared/ui/field.tsx'
import { Dialog } from '../../shared/ui/dialog.tsx'
import { paletteEntries } from './palette-entries.ts'
import { PaletteList } from './palette-list.tsx'
import { useGoing } from './use-going.ts'
import { searchQuery, useDebounced } from './use-search.ts'

/** One place for going, finding and doing. */
export function Palette({ onClose, onKeys }: { onClose: () => void; onKeys: () => void }) {
  const [typed, setTyped] = useState('')
  const [chosen, setChosen] = useState(0)
  const listId = useId()
  const asked = useDebounced(typed)
  const { data } = useInfiniteQuery(searchQuery(asked))
  const entries = paletteEntries(typed, asked.trim() === '' ? undefined : data?.pages[0])
  const at = Math.min(chosen, entries.length - 1)
  const go = useGoing({ onClose, onKeys })

  function onKeyDown(event: KeyboardEvent): void {
    if (event.key === 'ArrowDown') setChosen((at + 1) % entries.length)
    else if (event.key === 'ArrowUp') setChosen((at - 1 + entries.length) % entries.length)
    else if (event.key === 'Enter' && entries[at] !== undefined) go(entries[at].going)
    else return
    event.preventDefault()
  }

  return (
    <Dialog title={t('palette.label')} onClose={onClose} size="wide">
      <input
        autoFocus
        role="combobox"
        aria-label={t('palette.label')}
        aria-expanded
        aria-controls={listId}
        aria-activedescendant={`${listId}-${at}`}
        autoComplete="off"
        placeholder={t('search.placeholder')}
        value={typed}
        onChange={(event) => {
          setTyped(event.target.value)
          setChosen(0)
        }}
        onKeyDown={onKeyDown}
        className={`${INPUT_CLASSES} min-h-13`}
      />
      <PaletteList id={listId} entries={entries} chosen={at} onPoint={setChosen} onGo={go} />
      <p className="hidden pt-3 text-13 text-muted sm:block">{t('palette.hint')}</p>
    </Dialog>
  )
}
