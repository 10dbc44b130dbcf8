import { cloneElement, lazy, Suspense, useState } from 'react'
import type { ReactElement, ReactNode } from 'react'
import type { MenuEntry } from './menu.tsx'

const loadMenu = () => import('./menu.tsx')
const loadDialog = () => import('./dialog.tsx')
const Menu = lazy(() => loadMenu().then((m) => ({ default: m.Menu })))
const Dialog = lazy(() => loadDialog().then((m) => ({ default: m.Dialog })))

type TriggerProps = {
  onClick?: () => void
  onPointerEnter?: () => void
  onFocus?: () => void
  'aria-haspopup'?: 'menu'
  'aria-expanded'?: boolean
}
type LazyMenuProps = { trigger: ReactElement<TriggerProps>; entries: readonly MenuEntry[]; side?: 'top' | 'bottom' }

/** A menu whose code is loaded when somebody reaches for it, to keep it off the way to the first screen. */
export function LazyMenu({ trigger, entries, side = 'bottom' }: LazyMenuProps) {
  const [isWanted, setWanted] = useState(false)
  const button = cloneElement(trigger, {
    'aria-haspopup': 'menu',
    'aria-expanded': false,
    onClick: () => setWanted(true),
    onPointerEnter: () => void loadMenu(),
    onFocus: () => void loadMenu(),
  })
  if (!isWanted) return button
  return (
    <Suspense fallback={button}>
      <Menu trigger={trigger} entries={entries} side={side} defaultOpen />
    </Suspense>
  )
}

type LazyDialogProps = { title: string; onClose: () => void; children: ReactNode; size?: 'narrow' | 'wide' }

export function LazyDialog(props: LazyDialogProps) {
  return (
    <Suspense fallback={null}>
      <Dialog {...props} />
    </Suspense>
  )
}
