import type { Page } from '@kinfolio/contracts'
import { useNavigate } from '@tanstack/react-router'
import { useEffect, useEffectEvent } from 'react'
import { isTyping } from '../../shared/keyboard.ts'
import type { RefObject } from 'react'
import { actionOf } from './page-action.ts'
import type { Zoom } from './use-zoom.ts'

type PageKeys = {
  page: Page
  total: number
  view: RefObject<HTMLDivElement | null>
  zoom: Zoom
  onCorrect: () => void
  onReplay: () => void
}

/** The keys of the page view. While it is magnified, arrows scroll the sheet that has the focus. */
export function usePageKeys({ page, total, view, zoom, onCorrect, onReplay }: PageKeys): void {
  const navigate = useNavigate()
  const turn = (by: number): void => {
    const number = page.number + by
    if (number < 1 || number > total) return
    void navigate({
      to: '/dashboard/documents/$id/pages/$number',
      params: { id: page.document_id, number: String(number) },
      search: (before) => before,
      replace: true,
    })
  }
  const onKey = useEffectEvent((event: KeyboardEvent) => {
    if (event.metaKey || event.ctrlKey || event.altKey || isTyping(event.target)) return
    const isScrolling = zoom.level > 1 && event.target instanceof Node && view.current?.contains(event.target)
    const action = actionOf(event.key, isScrolling === true)
    if (action === 'next') turn(1)
    if (action === 'previous') turn(-1)
    if (action === 'in') zoom.zoomIn()
    if (action === 'out') zoom.zoomOut()
    if (action === 'fit') zoom.fit()
    if (action === 'correct') onCorrect()
    if (action === 'replay') onReplay()
    if (action !== null) event.preventDefault()
  })
  useEffect(() => {
    const listener = (event: KeyboardEvent): void => onKey(event)
    addEventListener('keydown', listener)
    return () => removeEventListener('keydown', listener)
  }, [])
}
