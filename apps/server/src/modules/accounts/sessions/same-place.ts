import { networkOf } from '../../../kernel/http/index.ts'
import { describeAgent } from './agent-words.ts'

type Visit = { address: string; userAgent: string }

/**
 * Whether two visits look like the same device at the same place: browser and system, whatever their versions, and the
 * network. A browser that was updated overnight is no stranger.
 */
export function isSamePlace(one: Visit, other: Visit): boolean {
  return placeOf(one) === placeOf(other)
}

function placeOf({ address, userAgent }: Visit): string {
  const { browser, system } = describeAgent(userAgent)
  // Who says nothing recognisable is told apart by the words themselves.
  const agent = browser === null && system === null ? userAgent : `${browser} on ${system}`
  return `${agent} from ${networkOf(address)}`
}
