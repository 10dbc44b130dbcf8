import { type Configuration, fetchUserInfo, type IDToken } from 'openid-client'
import { z } from 'zod'
import { parseJson } from '../../../kernel/parse-json.ts'

/** Who a service says has come. Only `subject` says who it is; everything else is what to call them. */
export type Claims = {
  subject: string
  email: string | undefined
  isEmailVerified: boolean
  name: string | undefined
}

const SUBJECT_MAX_LENGTH = 255
const NAME_MAX_LENGTH = 200

const text = z.string().trim().min(1).max(NAME_MAX_LENGTH)
const told = z.object({
  email: z.email().max(254).optional().catch(undefined),
  // Apple writes it as text.
  email_verified: z.union([z.boolean(), z.stringbool()]).optional().catch(undefined),
  name: text.optional().catch(undefined),
})
const subject = z.string().min(1).max(SUBJECT_MAX_LENGTH)

/**
 * What the ID token says, and the service's page about the person where the token is silent. `form` is what Apple sends
 * along once, at the first time: nobody signed it, so that it is believed about the name alone.
 */
export async function readClaims(at: {
  configuration: Configuration
  token: { claims(): IDToken | undefined; access_token: string }
  form: string | undefined
}): Promise<Claims> {
  const idToken = at.token.claims()
  const sub = subject.parse(idToken?.sub)
  const own = told.parse(idToken)
  const hasPage = at.configuration.serverMetadata().userinfo_endpoint !== undefined
  const page =
    (own.email === undefined || own.name === undefined) && hasPage
      ? told.parse(await fetchUserInfo(at.configuration, at.token.access_token, sub))
      : {}
  const from = own.email === undefined ? page : own
  return {
    subject: sub,
    email: from.email,
    isEmailVerified: from.email !== undefined && from.email_verified === true,
    name: own.name ?? page.name ?? nameOfForm(at.form),
  }
}

const form = z.object({ name: z.object({ firstName: z.string().default(''), lastName: z.string().default('') }) })

function nameOfForm(sent: string | undefined): string | undefined {
  const parsed = form.safeParse(sent === undefined ? undefined : parseJson(sent))
  if (!parsed.success) return undefined
  const { firstName, lastName } = parsed.data.name
  return text.safeParse(`${firstName} ${lastName}`).data
}
