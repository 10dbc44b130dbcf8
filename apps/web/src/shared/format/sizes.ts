const UNITS = ['byte', 'kilobyte', 'megabyte', 'gigabyte', 'terabyte'] as const

/** A size as people say it, such as "3.4 MB", in steps of 1,000. */
export function sizeWords(sizeBytes: number): string {
  let step = 0
  // What would be said as 1,000 of a unit is said as one of the next.
  while (step < UNITS.length - 1 && Math.round(sizeBytes / 1_000 ** step) >= 1_000) step++
  const unit = UNITS[step] ?? 'byte'
  const value = sizeBytes / 1_000 ** step
  return new Intl.NumberFormat('en', {
    style: 'unit',
    unit,
    unitDisplay: 'short',
    maximumFractionDigits: value < 10 && step > 0 ? 1 : 0,
  }).format(value)
}
