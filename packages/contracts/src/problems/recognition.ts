import { z } from 'zod'
import { defineProblem } from '../problem.ts'

export const readerNotConfigured = defineProblem({
  type: '/problems/reader-not-configured',
  status: 409,
  title: 'This reader needs a key or an address first',
  extras: { engine: z.string(), missing: z.array(z.string()) },
})
export const readingNotFound = defineProblem({
  type: '/problems/reading-not-found',
  status: 404,
  title: 'There is no such reading of this page',
  extras: { reading_id: z.string() },
})
export const pageChanged = defineProblem({
  type: '/problems/page-changed',
  status: 409,
  title: 'The page was written on since you opened it',
  extras: { version: z.string() },
})
