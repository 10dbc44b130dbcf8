/** Only addresses of this app are gone to after the sign-in, so that a link cannot lead elsewhere. */
export function safeNext(next: string | undefined): string {
  return next !== undefined && /^\/dashboard(?:[/?#]|$)/.test(next) ? next : '/dashboard'
}
