import { useEffect } from 'react'
import { t } from '../messages/messages.ts'

/** The name of the screen in the tab, and for screen readers that announce it. */
export function useTitle(title: string): void {
  useEffect(() => {
    document.title = `${title} · ${t('app.name')}`
  }, [title])
}
