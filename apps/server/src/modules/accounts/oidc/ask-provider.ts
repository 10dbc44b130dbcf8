import {
  AuthorizationResponseError,
  ClientError,
  ResponseBodyError,
  WWWAuthenticateChallengeError,
} from 'openid-client'
import { ZodError } from 'zod'
import { Outage } from '../../../kernel/outage.ts'
import { messages } from './messages.ts'
import type { Provider } from './providers.ts'

/**
 * What the service answers. What it gets wrong is an Outage: nobody here can put it right. A refusal of the person
 * (`AuthorizationResponseError`) passes through.
 */
export async function askProvider<Answer>(provider: Provider, asking: () => Promise<Answer>): Promise<Answer> {
  try {
    return await asking()
  } catch (error) {
    if (error instanceof Outage || error instanceof AuthorizationResponseError) throw error
    if (error instanceof ClientError && error.cause instanceof Outage) throw error.cause
    if (!isOfProvider(error)) throw error
    const about = { who: provider.name, reason: 'answer-not-understood', isRetryable: false, cause: error } as const
    throw new Outage(messages.providerFailed(provider.name), about)
  }
}

function isOfProvider(error: unknown): boolean {
  return (
    error instanceof ClientError ||
    error instanceof ResponseBodyError ||
    error instanceof WWWAuthenticateChallengeError ||
    // It named nobody.
    error instanceof ZodError
  )
}
