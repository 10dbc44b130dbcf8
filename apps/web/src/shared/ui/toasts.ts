const TOAST_SHOWN_MS = 7_000
/** Older messages make room: three are what a person can take in. */
export const TOASTS_MAX = 3

export type Toast = {
  id: number
  text: string
  tone: 'plain' | 'bad'
  action?: { label: string; run: () => void }
}

type ToastDeps = { later: (run: () => void, delayMs: number) => void }

/** Short messages at the foot of the screen. Those that hold an error stay until they are closed. */
export function createToasts({ later }: ToastDeps) {
  let shown: readonly Toast[] = []
  let lastId = 0
  const listeners = new Set<() => void>()
  function become(next: readonly Toast[]): void {
    shown = next
    for (const listener of listeners) listener()
  }
  function close(id: number): void {
    become(shown.filter((toast) => toast.id !== id))
  }
  return {
    shown: () => shown,
    close,
    show(toast: Omit<Toast, 'id' | 'tone'> & { tone?: Toast['tone'] }): void {
      const id = ++lastId
      become([...shown, { tone: 'plain' as const, ...toast, id }].slice(-TOASTS_MAX))
      if (toast.tone !== 'bad') later(() => close(id), TOAST_SHOWN_MS)
    },
    subscribe(listener: () => void): () => void {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}

export const toasts = createToasts({ later: (run, delayMs) => void setTimeout(run, delayMs) })
