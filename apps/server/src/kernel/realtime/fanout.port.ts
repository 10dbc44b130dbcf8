import type { RealtimeFromServer, SpaceId, UserId } from '@kinfolio/contracts'

/**
 * What the processes of one house tell each other. `wake`: these people's logs have grown. `show`: something
 * passing for the members of a space. `missed`: this process was cut off and may not have heard everything.
 */
export type FanoutMessage =
  | { readonly kind: 'wake'; readonly userIds: readonly UserId[] }
  | { readonly kind: 'show'; readonly spaceId: SpaceId; readonly message: RealtimeFromServer }
  | { readonly kind: 'missed' }

/**
 * Reaches every listener of every process, the own one at once. A message may be lost, never doubled; what must not
 * be lost is in a table. The contract is `fanout.contract.ts`.
 */
export type Fanout = AsyncDisposable & {
  publish(message: FanoutMessage): void
  /** Answers a function that ends the subscription. */
  subscribe(listener: (message: FanoutMessage) => void): () => void
}
