import type { CollectionId } from '@kinfolio/contracts'

/** Where files go, and of how many of their pages a reader is asked at most; null asks about all. */
export type IntakeInto = { collectionId: CollectionId | null; readPagesMax: number | null }
