import type { ApiScope, MemberRole, SessionId, SpaceId, UserId } from '@kinfolio/contracts'
import type { SignedRequest } from './signed-request.ts'

/** Who an access token speaks for. */
export type Person = {
  readonly userId: UserId
  readonly sessionId: SessionId
  /** What an API key may; a person who signed in themselves has no such limits. */
  readonly scopes?: readonly ApiScope[]
  /** The one space an API key was made for: every other looks like one that does not exist. */
  readonly onlySpaceId?: SpaceId
}

/** A person in one of their spaces, with their role there. */
export type Actor = Person & {
  readonly spaceId: SpaceId
  readonly role: MemberRole
  /** Where the request came from, for what is recorded of it. */
  readonly address?: string
}

/** What the edge needs to know of people and spaces; the modules provide it. */
export type Doorkeeper = {
  /** Whose token it is, or why it is refused. Looks at the token alone. */
  readToken(token: string): Promise<Person | 'expired' | 'invalid'>
  /** Whether the session still lives. */
  isSessionOpen(person: Person): Promise<boolean>
  /** Whether the person proved within the last minutes that it is they (contracts, `stepUp`). */
  hasRecentProof(person: Person): Promise<boolean>
  /** What is wrong with a critical request's signature by the device of its session; undefined when nothing is. */
  faultOfSignature(
    person: Person,
    request: SignedRequest,
  ): Promise<'missing' | 'invalid' | 'expired' | 'used' | undefined>
  /** The person's role in the space, in their personal space without an id; undefined when they are no member or the session is over. */
  enterSpace(person: Person, spaceId: SpaceId | undefined): Promise<Actor | undefined>
}
