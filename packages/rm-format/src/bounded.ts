import { MAX_COORDINATE } from './limits.ts'

/** Damaged floats are NaN, infinite or absurd; a page must not be laid out with one. */
export function boundedOr(value: number, fallback: number): number {
  return isBounded(value) ? value : fallback
}

/** Written so that NaN fails too. */
export function isBounded(value: number): boolean {
  return value > -MAX_COORDINATE && value < MAX_COORDINATE
}
