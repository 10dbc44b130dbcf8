const listeners = new Set<() => void>()

/** Asks the frame for the list of spaces, from wherever on a screen. */
export const spaceSwitch = {
  open(): void {
    for (const listener of listeners) listener()
  },
  onOpen(listener: () => void): () => void {
    listeners.add(listener)
    return () => listeners.delete(listener)
  },
}
