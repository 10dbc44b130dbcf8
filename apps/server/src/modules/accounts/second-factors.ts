import type { SecondFactor } from './pending/second-factor.ts'

/** Every way of proving more than a password; sign-in offers them in this order. */
export const secondFactors: readonly SecondFactor[] = []
