import { login } from '@kinfolio/contracts'
import { OWNER } from '@kinfolio/server/test/server-process'

/** An access token of the owner. */
export async function tokenOfOwner(url: string): Promise<string> {
  const answer = await fetch(`${url}${login.path}`, {
    method: login.method,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ email: OWNER.email, password: OWNER.password }),
  })
  return login.answer.parse(await answer.json()).access_token
}
