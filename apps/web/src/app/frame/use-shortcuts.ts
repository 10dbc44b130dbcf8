import { useEffect, useEffectEvent } from 'react'
import { isTyping } from '../../shared/keyboard.ts'

type Shortcuts = {
  palette: () => void
  keys: () => void
  spaces: () => void
  library: () => void
  search: () => void
  jobs: () => void
  notices: () => void
}

/** A second key of a pair such as `g l` has to follow within this time. */
const PAIR_MS = 1_200

/** The keys that work on every screen. Those without a modifier keep still while somebody types. */
export function useShortcuts(shortcuts: Shortcuts): void {
  const onKey = useEffectEvent((event: KeyboardEvent, isPair: boolean) => {
    if (event.key.toLowerCase() === 'k' && (event.metaKey || event.ctrlKey)) {
      event.preventDefault()
      return shortcuts.palette()
    }
    if (event.metaKey || event.ctrlKey || event.altKey || isTyping(event.target)) return
    if (event.key === '?') return shortcuts.keys()
    if (event.key === '/') {
      event.preventDefault()
      return shortcuts.search()
    }
    if (!isPair) return event.key === 's' ? shortcuts.spaces() : undefined
    if (event.key === 'l') shortcuts.library()
    if (event.key === 's') shortcuts.search()
    if (event.key === 'j') shortcuts.jobs()
    if (event.key === 'n') shortcuts.notices()
  })
  useEffect(() => {
    let goPressedAtMs = Number.NEGATIVE_INFINITY
    const listener = (event: KeyboardEvent): void => {
      onKey(event, event.timeStamp - goPressedAtMs < PAIR_MS)
      goPressedAtMs = event.key === 'g' && !isTyping(event.target) ? event.timeStamp : Number.NEGATIVE_INFINITY
    }
    addEventListener('keydown', listener)
    return () => removeEventListener('keydown', listener)
  }, [])
}
