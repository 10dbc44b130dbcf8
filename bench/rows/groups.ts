import type { RowGroup } from '../kit/row.ts'
import { api } from './api.ts'
import { dashboard } from './dashboard.ts'
import { events } from './events.ts'
import { formats } from './formats.ts'
import { pageDrop } from './page-drop.ts'
import { people } from './people.ts'
import { search } from './search.ts'
import { soak } from './soak.ts'
import { startAndIdle } from './start-and-idle.ts'
import { upload } from './upload.ts'
import { viewer } from './viewer.ts'

/** In the order of DESIGN §7, with ratios first, since machines differ. */
export const groups: readonly RowGroup[] = [
  upload,
  formats,
  pageDrop,
  api,
  search,
  people,
  events,
  startAndIdle,
  dashboard,
  viewer,
  soak,
]
