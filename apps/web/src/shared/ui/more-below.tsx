import { useEffect, useEffectEvent, useRef } from 'react'
import { t } from '../messages/messages.ts'
import { Button } from './button.tsx'

/** Asks for more of a list when its end comes near; the button does the same for those who do not scroll. */
export function MoreBelow({ hasMore, onMore }: { hasMore: boolean; onMore: () => void }) {
  const end = useRef<HTMLDivElement>(null)
  const askMore = useEffectEvent(onMore)
  useEffect(() => {
    const element = end.current
    if (element === null || !hasMore) return
    const observer = new IntersectionObserver(
      (entries) => (entries.some((entry) => entry.isIntersecting) ? askMore() : undefined),
      { rootMargin: '600px' },
    )
    observer.observe(element)
    return () => observer.disconnect()
  }, [hasMore])
  if (!hasMore) return null
  return (
    <div ref={end} className="grid justify-items-center py-8">
      <Button onClick={onMore}>{t('do.showMore')}</Button>
    </div>
  )
}
