import { paceOf, packPage } from '@kinfolio/ink'
import { layPage } from './lay-page.ts'
import type { PageParts } from './page-parts.ts'

/** The page as its drawing shows it, packed for a browser to paint and to replay. Runs in a worker of the pool. */
export async function run(parts: PageParts): Promise<Uint8Array> {
  const { page, scene } = await layPage(parts, 'everything')
  return packPage({ page, pace: paceOf(scene, page) })
}
