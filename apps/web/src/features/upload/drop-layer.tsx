import type { CollectionId } from '@kinfolio/contracts'
import { FileDown } from 'lucide-react'
import { useEffect, useEffectEvent, useState } from 'react'
import { intake } from '../../shared/intake/intake.ts'
import { readDrop } from '../../shared/intake/read-drop.ts'
import { t } from '../../shared/messages/messages.ts'
import { sayFailure } from '../../shared/ui/say-failure.ts'

/** The whole window takes files and folders; while some are held above it, it says so. */
export function DropLayer({ collectionId }: { collectionId: CollectionId | null }) {
  const isHeld = useDrop((transfer) => {
    readDrop(transfer).then((files) => intake.hand(files, { collectionId }), sayFailure)
  })
  if (!isHeld) return null
  return (
    <div className="pointer-events-none fixed inset-0 z-50 grid place-items-center bg-desk/85 p-6">
      <div className="enter grid size-full place-items-center rounded-card border-2 border-dashed border-accent">
        <div className="grid justify-items-center gap-2 text-center">
          <FileDown aria-hidden className="size-10 text-accent" />
          <p className="font-reading text-34">{t('upload.drop')}</p>
          <p className="text-17 text-muted">{t('upload.dropText')}</p>
        </div>
      </div>
    </div>
  )
}

function useDrop(onDrop: (transfer: DataTransfer) => void): boolean {
  const [isHeld, setHeld] = useState(false)
  const take = useEffectEvent(onDrop)
  useEffect(() => {
    // Entering a child leaves its parent, so the two are counted against each other.
    let depth = 0
    const move = (by: number) => (event: DragEvent) => {
      if (!hasFiles(event)) return
      depth = Math.max(0, depth + by)
      setHeld(depth > 0)
    }
    const over = (event: DragEvent): void => (hasFiles(event) ? event.preventDefault() : undefined)
    const drop = (event: DragEvent): void => {
      if (!hasFiles(event) || event.dataTransfer === null) return
      event.preventDefault()
      depth = 0
      setHeld(false)
      take(event.dataTransfer)
    }
    const stop = new AbortController()
    const { signal } = stop
    addEventListener('dragenter', move(1), { signal })
    addEventListener('dragleave', move(-1), { signal })
    addEventListener('dragover', over, { signal })
    addEventListener('drop', drop, { signal })
    return () => stop.abort()
  }, [])
  return isHeld
}

function hasFiles(event: DragEvent): boolean {
  return event.dataTransfer?.types.includes('Files') ?? false
}
