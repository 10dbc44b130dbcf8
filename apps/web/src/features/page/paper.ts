/** The colour of the sheet as it is shown, which a canvas has to be told. */
export function paperOf(sheet: Element): string {
  return getComputedStyle(sheet).backgroundColor
}

/** A colour of the interface by its token, for what is no element. */
export function tokenOf(sheet: Element, token: `--${string}`): string {
  return getComputedStyle(sheet).getPropertyValue(token).trim()
}

/** Tells when light turns into dark or back, by the person's choice or by the system's. */
export function watchPaper(tell: () => void): () => void {
  const dark = matchMedia('(prefers-color-scheme: dark)')
  const chosen = new MutationObserver(tell)
  chosen.observe(document.documentElement, { attributeFilter: ['data-theme'] })
  dark.addEventListener('change', tell)
  return () => {
    chosen.disconnect()
    dark.removeEventListener('change', tell)
  }
}
