export const THEMES = ['system', 'light', 'dark'] as const
export type Theme = (typeof THEMES)[number]

const THEME_KEY = 'kinfolio.theme'

/** What this person chose in this browser; `system` when they chose nothing, or storage is closed to us. */
export function storedTheme(): Theme {
  const stored = readStored()
  return stored === 'light' || stored === 'dark' ? stored : 'system'
}

/** Shows a theme without keeping it. */
export function applyTheme(theme: Theme): void {
  if (theme === 'system') delete document.documentElement.dataset['theme']
  else document.documentElement.dataset['theme'] = theme
}

export function chooseTheme(theme: Theme): void {
  applyTheme(theme)
  try {
    localStorage.setItem(THEME_KEY, theme)
  } catch (error) {
    // Private windows may forbid storage: the choice then lasts until the tab is closed.
    if (!(error instanceof DOMException)) throw error
  }
}

function readStored(): string | null {
  try {
    return localStorage.getItem(THEME_KEY)
  } catch (error) {
    if (!(error instanceof DOMException)) throw error
    return null
  }
}
