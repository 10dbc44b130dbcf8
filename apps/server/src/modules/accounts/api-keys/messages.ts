/** What people read of what this part does by itself. */
export const messages = {
  mailAboutKey: 'Mail about a new API key',
}
