import {
  type CreationOptions,
  type NewCredential,
  type Passkey,
  PASSKEYS_MAX,
  passkeyId,
  passkeyRefused,
  tooManyPasskeys,
  type UserId,
} from '@kinfolio/contracts'
import { SIGN_IN, type Tx } from '../../../kernel/database/index.ts'
import { newId } from '../../../kernel/ids.ts'
import { findUser } from '../account.queries.ts'
import type { Visitor } from '../open-session.ts'
import { askForNewPasskey } from './ask-browser.ts'
import { keepChallenge, takeChallenge } from './challenge.queries.ts'
import { challengeOf, checkNewCredential, type MadePasskey } from './check-answer.ts'
import type { PasskeyDeps } from './passkey-deps.ts'
import { findPasskeyOwner, insertPasskey, listPasskeyRows, type PasskeyRow } from './passkey.queries.ts'
import { presentPasskey } from './present-passkey.ts'
import type { RelyingParty } from './relying-party.ts'
import { tellAccountChange } from './tell-account-change.ts'

/** Asks the browser of a person who is signed in for a passkey. Throws `too-many-passkeys`. */
export async function startPasskey(
  deps: PasskeyDeps,
  { userId, party }: { userId: UserId; party: RelyingParty },
): Promise<{ options: CreationOptions }> {
  const { user, rows } = await deps.database.read({ kind: 'person', userId }, async (db) => ({
    user: await findUser(db, userId),
    rows: await listPasskeyRows(db, userId),
  }))
  refuseTooMany(rows)
  const options = await askForNewPasskey({
    party,
    name: user?.name ?? '',
    email: user?.email ?? '',
    handle: handleOf(userId, rows),
    known: rows,
  })
  await deps.database.write(SIGN_IN, async (tx) =>
    keepChallenge(tx, { challenge: options.challenge, purpose: 'add', userId, now: deps.clock.now() }),
  )
  return { options }
}

/** Keeps what the browser made. Throws `passkey-refused` and `too-many-passkeys`. */
export async function addPasskey(
  deps: PasskeyDeps,
  input: { userId: UserId; party: RelyingParty; credential: NewCredential; name: string; visitor: Visitor },
): Promise<Passkey> {
  const { userId, party, credential, visitor } = input
  const now = deps.clock.now()
  const challenge = challengeOf(credential)
  const taken = await deps.database.write(SIGN_IN, async (tx) => takeChallenge(tx, { challenge, purpose: 'add', now }))
  if (taken?.userId !== userId) throw passkeyRefused({ reason: 'over' })
  const made = await checkNewCredential({ credential, challenge, party })
  const isTaken =
    made !== undefined &&
    (await deps.database.read(SIGN_IN, async (db) => findPasskeyOwner(db, made.credentialId))) !== undefined
  if (made === undefined || isTaken) throw passkeyRefused({ reason: 'unproved' })
  return deps.database.write({ kind: 'person', userId }, async (tx) => {
    const rows = await listPasskeyRows(tx, userId)
    refuseTooMany(rows)
    const passkey = { made, name: input.name, handle: handleOf(userId, rows), isPending: false }
    const row = await keepPasskey(tx, { ...passkey, userId, now })
    const about = { userId, visitor, object: { kind: 'passkey', id: row.id } }
    await tellAccountChange(deps, { tx, ...about, action: 'passkey.added', change: 'passkey-added' })
    return presentPasskey(row)
  })
}

type NewPasskey = {
  userId: UserId
  made: MadePasskey
  name: string
  handle: Buffer
  /** Lets nobody in before the link of a mail was followed. */
  isPending: boolean
  now: Date
}

export async function keepPasskey(tx: Tx, passkey: NewPasskey): Promise<PasskeyRow> {
  const { userId, made, name, handle, isPending, now } = passkey
  const row: PasskeyRow = {
    id: newId(passkeyId),
    user_id: userId,
    credential_id: made.credentialId,
    user_handle: handle,
    public_key: Buffer.from(made.publicKey),
    counter: String(made.counter),
    transports: made.transports,
    name,
    is_synced: made.isSynced,
    is_pending: isPending,
    created_at: now,
    last_used_at: null,
  }
  await insertPasskey(tx, row)
  return row
}

/** One handle for all passkeys of a person, so that an authenticator keeps one account and not several. */
function handleOf(userId: UserId, rows: readonly PasskeyRow[]): Buffer {
  return rows[0]?.user_handle ?? Buffer.from(userId.replaceAll('-', ''), 'hex')
}

function refuseTooMany(rows: readonly PasskeyRow[]): void {
  if (rows.length >= PASSKEYS_MAX) throw tooManyPasskeys({ limit: PASSKEYS_MAX })
}
