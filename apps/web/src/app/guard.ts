import { getSetup } from '@kinfolio/contracts'
import { redirect } from '@tanstack/react-router'
import { ask, session } from '../shared/api/client.ts'
import '../shared/api/switch-space.ts'

/** Lets a signed-in person pass; others go to the first run or to the sign-in, and come back afterwards. */
export async function requirePerson(input: { href: string; hadSession: boolean }): Promise<void> {
  if ((await session.accessToken()) !== null) return
  const setup = await ask(getSetup)
  if (setup.is_needed) redirect({ to: '/dashboard/welcome', throw: true })
  redirect({
    to: '/dashboard/sign-in',
    throw: true,
    search: {
      ...(input.href === '/dashboard' ? {} : { next: input.href }),
      ...(input.hadSession ? { ended: true } : {}),
    },
  })
}
