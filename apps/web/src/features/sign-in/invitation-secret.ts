const STORAGE_NAME = 'kinfolio.invitation'

/**
 * The secret of the link that was opened. It stood behind the `#`, which no server sees; it is taken out of the address,
 * so that it stays out of the history and of what people copy, and kept in this tab while somebody signs in.
 */
export function takeInvitation(): string {
  const given = decodeURIComponent(location.hash.slice(1))
  if (given === '') return sessionStorage.getItem(STORAGE_NAME) ?? ''
  sessionStorage.setItem(STORAGE_NAME, given)
  history.replaceState(history.state, '', location.pathname)
  return given
}

export function keepInvitation(secret: string): void {
  sessionStorage.setItem(STORAGE_NAME, secret)
}

export function forgetInvitation(): void {
  sessionStorage.removeItem(STORAGE_NAME)
}
