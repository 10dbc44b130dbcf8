import type { UserId } from '@kinfolio/contracts'
import { sql } from 'kysely'
import type { Tx } from '../../../kernel/database/index.ts'

/** Stands where somebody was named who is gone; nobody has this id. */
const NOBODY = '00000000-0000-0000-0000-000000000000'

/**
 * In the sweep's context, beside the person's own rows: what others have that names them without referring to them.
 * Messages keep their sense and lose the name; invitations and mails to the address go.
 */
export async function forgetTraces(tx: Tx, userId: UserId): Promise<void> {
  const person = await tx.selectFrom('users').select('email').where('id', '=', userId).executeTakeFirst()
  if (person === undefined) return
  await sql`delete from invitations where lower(email) = lower(${person.email})`.execute(tx)
  await sql`delete from mails where lower(address) = lower(${person.email})`.execute(tx)
  for (const [table, column] of NAMING) {
    const [rows, json] = [sql.table(table), sql.ref(column)]
    await sql`
      update ${rows} set ${json} = replace(${json}::text, ${userId}, ${NOBODY})::jsonb
       where position(${userId}::text in ${json}::text) > 0`.execute(tx)
  }
  for (const table of ['notices', 'mails'] as const) {
    await sql`
      update ${sql.table(table)} set event_key = replace(event_key, ${userId}, ${NOBODY})
       where user_id is distinct from ${userId} and position(${userId}::text in event_key) > 0`.execute(tx)
  }
}

const NAMING = [
  ['notices', 'params'],
  ['mails', 'params'],
  ['webhook_deliveries', 'ids'],
] as const
