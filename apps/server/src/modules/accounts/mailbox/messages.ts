/** What people read of what this part does by itself. */
export const messages = {
  mailAboutAccount: 'Mail about your account',
}
