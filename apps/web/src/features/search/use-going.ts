import { useNavigate } from '@tanstack/react-router'
import { spaceSwitch } from '../../shared/api/space-switch.ts'
import { chooseTheme } from '../../shared/theme.ts'
import type { Going } from './palette-entries.ts'

const SCREENS = {
  library: '/dashboard',
  search: '/dashboard/search',
  jobs: '/dashboard/jobs',
  notices: '/dashboard/notices',
  archive: '/dashboard/archive',
  trash: '/dashboard/trash',
  settings: '/dashboard/settings',
  reader: '/dashboard/settings/reader',
  family: '/dashboard/settings/family',
  'notice-settings': '/dashboard/settings/notices',
  webhooks: '/dashboard/settings/webhooks',
} as const

/** Carries out what was chosen in the palette. */
export function useGoing({ onClose, onKeys }: { onClose: () => void; onKeys: () => void }): (going: Going) => void {
  const navigate = useNavigate()
  return (going) => {
    if (going.to === 'keys') return onKeys()
    onClose()
    switch (going.to) {
      case 'spaces':
        return spaceSwitch.open()
      case 'theme':
        return chooseTheme(going.theme)
      case 'document':
        return void navigate({ to: '/dashboard/documents/$id', params: { id: going.id } })
      case 'page':
        return void navigate({
          to: '/dashboard/documents/$id/pages/$number',
          params: { id: going.id, number: String(going.number) },
          search: going.q === '' ? {} : { q: going.q },
        })
      case 'results':
        return void navigate({ to: '/dashboard/search', search: { q: going.q } })
      default:
        return void navigate({ to: SCREENS[going.to] })
    }
  }
}
