import { defineProblem } from '../problem.ts'

export const pendingSignInOver = defineProblem({
  type: '/problems/pending-sign-in-over',
  status: 410,
  title: 'This sign-in has run out or is done; begin again',
  extras: {},
})
export const codeWrong = defineProblem({
  type: '/problems/code-wrong',
  status: 403,
  title: 'The code is wrong, too old, or was used before',
  extras: {},
})
