/** Damaged floats are NaN or infinite; a page must not be drawn with one. */
export function finiteOr(value: number, fallback: number): number {
  return Number.isFinite(value) ? value : fallback
}
