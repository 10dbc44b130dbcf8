import { getDrawing, pageId as pageIdSchema } from '@kinfolio/contracts'
import type { PageId } from '@kinfolio/contracts'
import { session, fetchFile } from '../api/client.ts'
import { createPictureCache } from './picture-cache.ts'

/** The key of a page's thumbnail; `stamp` changes when the picture does. */
export function thumbnailKey(pageId: PageId, stamp: string): string {
  return `${pageId} ${stamp}`
}

export const thumbnails = createPictureCache({
  async fetchPicture(key) {
    const page_id = pageIdSchema.parse(key.split(' ')[0])
    const response = await fetchFile(getDrawing, { params: { page_id }, query: { as: 'thumbnail' } })
    return response.blob()
  },
  makeUrl: (blob) => URL.createObjectURL(blob),
  dropUrl: (url) => URL.revokeObjectURL(url),
})

session.subscribe(() => {
  if (session.state() === null) thumbnails.clear()
})
