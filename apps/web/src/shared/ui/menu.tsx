import { Menu as Base } from '@base-ui/react/menu'
import type { ReactElement, ReactNode } from 'react'

export type MenuEntry =
  | { kind: 'action'; label: string; icon?: ReactNode; run: () => void; beginsGroup?: boolean }
  | { kind: 'heading'; label: string }
  | { kind: 'choice'; label: string; isChosen: boolean; run: () => void }

type MenuProps = {
  trigger: ReactElement
  entries: readonly MenuEntry[]
  side?: 'top' | 'bottom'
  defaultOpen?: boolean
}

export function Menu({ trigger, entries, side = 'bottom', defaultOpen = false }: MenuProps) {
  return (
    <Base.Root defaultOpen={defaultOpen}>
      <Base.Trigger render={trigger} />
      <Base.Portal container={document.getElementById('content')}>
        <Base.Positioner side={side} align="end" sideOffset={4} collisionPadding={8} className="z-40">
          <Base.Popup className="enter min-w-56 rounded-card border border-line bg-surface p-1 shadow-float outline-none">
            {entries.map((entry) => (
              <Entry key={entry.label} entry={entry} />
            ))}
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  )
}

const ITEM_CLASSES =
  'flex min-h-11 w-full cursor-pointer items-center gap-3 rounded-small px-3 text-15 outline-none select-none data-disabled:text-muted data-highlighted:bg-accent-soft md:min-h-9'

function Entry({ entry }: { entry: MenuEntry }) {
  if (entry.kind === 'heading')
    return (
      <div role="presentation" className="mt-1 border-t border-line px-3 pt-3 pb-1 text-13 text-muted">
        {entry.label}
      </div>
    )
  if (entry.kind === 'choice')
    return (
      <Base.CheckboxItem checked={entry.isChosen} onCheckedChange={entry.run} closeOnClick className={ITEM_CLASSES}>
        <span className="w-5 text-accent">{entry.isChosen ? '✓' : ''}</span>
        {entry.label}
      </Base.CheckboxItem>
    )
  return (
    <>
      {entry.beginsGroup === true ? <Base.Separator className="my-1 h-px bg-line" /> : null}
      <Base.Item onClick={entry.run} className={ITEM_CLASSES}>
        {entry.icon}
        {entry.label}
      </Base.Item>
    </>
  )
}
