import type { SpaceId } from '@kinfolio/contracts'

/** Where the sealed key of a space's reader belongs. */
export function sealedKeyPlace(spaceId: SpaceId) {
  return { spaceId, purpose: 'reader key', table: 'reader_settings', rowId: spaceId }
}
