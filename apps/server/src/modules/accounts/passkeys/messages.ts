/** What a person reads in the list of jobs while the news of a change in their account goes out. */
export const messages = {
  accountChanged: 'Tell about a change in your account',
}
