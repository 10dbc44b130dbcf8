/** What people read in the list of jobs while they are told. */
export const messages = {
  noticeAboutAccount: 'Notice about your account',
}
