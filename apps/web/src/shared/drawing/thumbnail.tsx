import type { PageId } from '@kinfolio/contracts'
import { useEffect, useRef, useState } from 'react'
import { CallFailed } from '../api/call-failed.ts'
import { thumbnailKey, thumbnails } from './thumbnails.ts'

/** Pictures are fetched when they come this near to what is seen. */
const NEAR = '400px'
/** A picture that is not there yet is asked for again, each time after twice as long. */
const RETRY_FIRST_MS = 2_000
const RETRY_MAX_MS = 32_000

type ThumbnailProps = { pageId: PageId; stamp: string; alt: string }

/** A page's picture on its sheet, fetched when it is about to be seen. Until then the sheet stays light. */
export function Thumbnail({ pageId, stamp, alt }: ThumbnailProps) {
  const frame = useRef<HTMLDivElement>(null)
  const isNear = useNear(frame)
  const url = usePicture(isNear ? thumbnailKey(pageId, stamp) : null)
  return (
    <div ref={frame} className="size-full">
      {url === null ? null : (
        <img src={url} alt={alt} draggable={false} className="size-full object-cover object-top" />
      )}
    </div>
  )
}

function useNear(frame: React.RefObject<HTMLDivElement | null>): boolean {
  const [isNear, setNear] = useState(false)
  useEffect(() => {
    const element = frame.current
    if (element === null) return
    const observer = new IntersectionObserver(
      (entries) => {
        if (!entries.some((entry) => entry.isIntersecting)) return
        setNear(true)
        observer.disconnect()
      },
      { rootMargin: NEAR },
    )
    observer.observe(element)
    return () => observer.disconnect()
  }, [frame])
  return isNear
}

/** The older picture stays until the newer one is there, so that nothing flickers. */
function usePicture(key: string | null): string | null {
  const [url, setUrl] = useState<string | null>(null)
  useEffect(() => {
    if (key === null) return
    let isCurrent = true
    let timer: ReturnType<typeof setTimeout> | undefined
    async function show(wanted: string, waitMs: number): Promise<void> {
      const next = await takeOrNothing(wanted)
      if (!isCurrent) return
      if (next !== null) setUrl(next)
      else if (waitMs <= RETRY_MAX_MS) timer = setTimeout(() => void show(wanted, waitMs * 2), waitMs)
    }
    void show(key, RETRY_FIRST_MS)
    return () => {
      isCurrent = false
      clearTimeout(timer)
      thumbnails.giveBack(key)
    }
  }, [key])
  return url
}

/** A page that is not drawn yet, or gone, has no picture: its sheet stays empty and its words say which. */
async function takeOrNothing(key: string): Promise<string | null> {
  try {
    return await thumbnails.take(key)
  } catch (error) {
    if (error instanceof CallFailed) return null
    throw error
  }
}
