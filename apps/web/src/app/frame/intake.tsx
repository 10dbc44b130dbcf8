import { collectionId as collectionIdSchema } from '@kinfolio/contracts'
import type { CollectionId } from '@kinfolio/contracts'
import { useParams, useRouterState } from '@tanstack/react-router'
import { useState } from 'react'
import type { ReactNode } from 'react'
import { useMay } from '../../shared/api/use-space.ts'
import { AddDialog } from '../../features/upload/add-dialog.tsx'
import { DropLayer } from '../../features/upload/drop-layer.tsx'
import { IntakePanel } from '../../features/upload/intake-panel.tsx'

/** Everything that hands files in, and how to open it. What is added goes into the folder on screen. */
export function useIntake(): { choose: () => void; floating: ReactNode } {
  const [isChoosing, setChoosing] = useState(false)
  const collectionId = useOpenCollection()
  const mayImport = useMay()('import files')
  return {
    choose: () => setChoosing(true),
    floating: (
      <>
        {mayImport ? <DropLayer collectionId={collectionId} /> : null}
        <IntakePanel />
        {isChoosing && mayImport ? <AddDialog collectionId={collectionId} onClose={() => setChoosing(false)} /> : null}
      </>
    ),
  }
}

function useOpenCollection(): CollectionId | null {
  const path = useRouterState({ select: (state) => state.location.pathname })
  const { id } = useParams({ strict: false })
  if (!path.startsWith('/dashboard/collections/')) return null
  return collectionIdSchema.safeParse(id).data ?? null
}
