import { Outage } from '../../../kernel/outage.ts'
import { messages } from '../messages.ts'
import { outageWithin, vendorOutage } from './vendor-outage.ts'

type Class<Made> = new (...args: never[]) => Made
type Answered = Error & { status: number | undefined; headers: Headers | undefined }

/** How a vendor's library names its failures: each has classes of its own, of the same shape. */
export type FailureClasses<ApiError extends Answered> = {
  aborted: Class<Error>
  unreachable: Class<Error>
  answered: Class<ApiError>
  /** What the vendor said. Shown to people. */
  saidIn(error: ApiError): string
}

/** Runs a call of a vendor's library and tells its failures in our words. An abort stays what it is. */
export async function told<T, ApiError extends Answered>(
  { who, failures }: { who: string; failures: FailureClasses<ApiError> },
  call: () => PromiseLike<T>,
): Promise<T> {
  try {
    return await call()
  } catch (error) {
    const outage = outageWithin(error)
    if (outage) throw outage
    if (error instanceof failures.aborted) throw error
    if (error instanceof failures.unreachable) {
      throw new Outage(messages.unreachable(who), { who, reason: 'unreachable', isRetryable: true, cause: error })
    }
    if (error instanceof failures.answered && typeof error.status === 'number') {
      const { status, headers } = error
      throw vendorOutage({ who, status, headers, message: failures.saidIn(error).trim(), cause: error })
    }
    throw new Outage(messages.failed(who), { who, reason: 'answer-not-understood', isRetryable: true, cause: error })
  }
}
