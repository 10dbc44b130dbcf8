/** What people read about services that they sign in by. */
export const messages = {
  providerFailed: (name: string): string => `${name} answered in a way that lets nobody in`,
}
