/** Asks a person to prove once more that it is they, for whatever request the server wants it for. */
export type Proofs = {
  /** Resolves to true once it is proved, to false when the person would rather not. Asked twice at once, it is one question. */
  ask: () => Promise<boolean>
  settle: (isProved: boolean) => void
  isAsked: () => boolean
  subscribe: (listener: () => void) => () => void
}

export function createProofs(): Proofs {
  let asked: PromiseWithResolvers<boolean> | null = null
  const listeners = new Set<() => void>()
  const become = (next: PromiseWithResolvers<boolean> | null): void => {
    asked = next
    for (const listener of listeners) listener()
  }
  return {
    async ask() {
      // Where nobody shows the question, nobody can answer it.
      if (listeners.size === 0) return false
      if (asked === null) become(Promise.withResolvers())
      return asked?.promise ?? false
    },
    settle(isProved) {
      const was = asked
      become(null)
      was?.resolve(isProved)
    },
    isAsked: () => asked !== null,
    subscribe(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}

/** Those of this tab. */
export const proofs = createProofs()
