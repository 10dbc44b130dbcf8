/** What people read of what this part does by itself. */
export const messages = {
  mailAboutRegistration: 'Mail about a registration',
}
