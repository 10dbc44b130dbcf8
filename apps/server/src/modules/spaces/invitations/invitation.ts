/** After so many wrong codes that anybody tried while it was open, a code is dead: one in ten thousand is guessed. */
export const WRONG_GUESSES_MAX = 100

export type InvitationState = {
  kind: string
  expires_at: Date
  uses: number
  uses_max: number
  wrong_guesses: number
  revoked_at: Date | null
}

/** Whether somebody can still join by it. */
export function isOpen(invitation: InvitationState, now: Date): boolean {
  return (
    invitation.revoked_at === null &&
    invitation.expires_at > now &&
    invitation.uses < invitation.uses_max &&
    (invitation.kind !== 'code' || invitation.wrong_guesses < WRONG_GUESSES_MAX)
  )
}
