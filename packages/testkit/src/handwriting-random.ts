/** Numbers that look random and are the same for the same seed (mulberry32). */
export type Random = {
  /** From 0 to 1, without 1. */
  next: () => number
  /** Around 0, mostly within ±amount: the sum of three even draws, which people's hands resemble. */
  wobble: (amount: number) => number
  /** A generator of its own, so that what one part draws does not depend on how much another drew. */
  fork: (name: string) => Random
}

export function randomFrom(seed: number | string): Random {
  const start = typeof seed === 'number' ? seed >>> 0 : hash(seed)
  let state = start
  const next = (): number => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
  return {
    next,
    wobble: (amount) => ((next() + next() + next()) / 1.5 - 1) * amount,
    fork: (name) => randomFrom(hash(`${start}/${name}`)),
  }
}

/** A UUID of version 4's form, drawn from the generator. */
export function uuidFrom(random: Random): string {
  const hex = Array.from({ length: 32 }, (_, index) => {
    if (index === 12) return '4'
    const digit = Math.floor(random.next() * 16)
    return (index === 16 ? 8 + (digit % 4) : digit).toString(16)
  }).join('')
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-')
}

/** FNV-1a, 32 bits. */
function hash(text: string): number {
  let value = 0x811c9dc5
  for (let index = 0; index < text.length; index++) value = Math.imul(value ^ text.charCodeAt(index), 0x01000193)
  return value >>> 0
}
