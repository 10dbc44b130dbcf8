import type { Space } from '@kinfolio/contracts'
import { useNavigate } from '@tanstack/react-router'
import { Check, KeyRound, Plus } from 'lucide-react'
import { useEffect, useEffectEvent, useState } from 'react'
import { switchSpace } from '../../shared/api/switch-space.ts'
import { useSpace, useSpaces } from '../../shared/api/use-space.ts'
import { NameDialog } from '../../shared/library/name-dialog.tsx'
import { roleWords } from '../../shared/library/role-words.ts'
import { t } from '../../shared/messages/messages.ts'
import { Button } from '../../shared/ui/button.tsx'
import { Dialog } from '../../shared/ui/dialog.tsx'
import { makeFamily } from './space-actions.ts'

/** Spaces that a digit chooses. */
const DIGITS = 9

/** All spaces of the person, each one key away, and the way to a new one. */
export function SpaceDialog({ onClose }: { onClose: () => void }) {
  const spaces = useSpaces()
  const inUse = useSpace()
  const navigate = useNavigate()
  const [isNaming, setNaming] = useState(false)

  function choose(space: Space): void {
    onClose()
    if (space.id === inUse?.id) return
    void switchSpace(space.kind === 'personal' ? null : space.id)
    // What was on screen belongs to the other space.
    void navigate({ to: '/dashboard' })
  }
  async function make(name: string): Promise<boolean> {
    const isMade = await makeFamily(name)
    if (isMade) void navigate({ to: '/dashboard' })
    return isMade
  }
  const onKey = useEffectEvent((event: KeyboardEvent) => {
    const space = /^[1-9]$/.test(event.key) && !isNaming ? spaces[Number(event.key) - 1] : undefined
    if (space !== undefined) choose(space)
  })
  useEffect(() => {
    const listener = (event: KeyboardEvent): void => onKey(event)
    addEventListener('keydown', listener)
    return () => removeEventListener('keydown', listener)
  }, [])
  if (isNaming)
    return (
      <NameDialog
        heading={t('family.create')}
        label={t('family.name')}
        initial=""
        submit={t('library.create')}
        onName={make}
        onClose={onClose}
      />
    )
  return (
    <Dialog title={t('switch.title')} onClose={onClose}>
      <ul className="grid gap-1">
        {spaces.map((space, at) => (
          <li key={space.id}>
            <SpaceButton
              space={space}
              digit={at < DIGITS ? String(at + 1) : ''}
              isInUse={space.id === inUse?.id}
              onChoose={() => choose(space)}
            />
          </li>
        ))}
      </ul>
      <p className="mt-2 hidden text-13 text-muted sm:block">{t('switch.hint')}</p>
      <div className="mt-3 flex flex-wrap gap-2 border-t border-line pt-3">
        <Button look="quiet" onClick={() => setNaming(true)}>
          <Plus aria-hidden className="size-[18px]" />
          {t('family.create')}
        </Button>
        <Button
          look="quiet"
          onClick={() => {
            onClose()
            void navigate({ to: '/dashboard/join' })
          }}
        >
          <KeyRound aria-hidden className="size-[18px]" />
          {t('switch.joinByCode')}
        </Button>
      </div>
    </Dialog>
  )
}

type SpaceButtonProps = { space: Space; digit: string; isInUse: boolean; onChoose: () => void }

function SpaceButton({ space, digit, isInUse, onChoose }: SpaceButtonProps) {
  const note = space.kind === 'personal' ? t('switch.personal') : roleWords(space.role)
  return (
    <button
      type="button"
      aria-current={isInUse}
      autoFocus={isInUse}
      onClick={onChoose}
      className="flex min-h-12 w-full items-center gap-3 rounded-card border border-transparent px-3 text-left hover:bg-accent-soft aria-[current=true]:border-line aria-[current=true]:bg-accent-soft"
    >
      <span className="min-w-0 grow">
        <span className="block truncate font-medium">{space.name}</span>
        <span className="block text-13 text-muted">{note}</span>
      </span>
      {isInUse ? <Check aria-hidden className="size-5 shrink-0 text-accent" /> : null}
      {digit === '' ? null : (
        <kbd
          aria-hidden
          className="hidden rounded-small border border-line bg-desk px-1.5 py-0.5 font-code text-13 sm:block"
        >
          {digit}
        </kbd>
      )}
    </button>
  )
}
