import type { Row } from './row.ts'

const newcomer = { name: 'Eve', email: 'eve@example.org', password: 'ink on paper since 1843' }

/** Registration, mail to an address, and API keys. */
export const registerRows: Record<string, Row> = {
  getSignUp: { for: 'everybody' },
  // Closed by default.
  register: { for: 'everybody', answer: 403, json: () => newcomer },
  verifyEmail: { for: 'everybody', answer: 410, json: () => ({ token: 'guessed' }) },
  // No mail is sent by default.
  askPasswordReset: { for: 'everybody', answer: 409, json: () => ({ email: newcomer.email }) },
  resetPassword: { for: 'everybody', answer: 410, json: () => ({ token: 'guessed', password: newcomer.password }) },
  getAccount: { for: 'signed in' },
  sendVerification: { for: 'signed in', answer: 409 },
  changeEmail: { for: 'signed in', json: () => ({ email: `${crypto.randomUUID()}@example.org` }) },
  changeName: { for: 'signed in', json: () => ({ name: 'Eve' }) },
  // Keys are a person's and in no space: that of the address is nobody's.
  listApiKeys: { for: 'signed in' },
  createApiKey: { for: 'signed in', json: () => ({ name: 'Script', scopes: ['read'] }) },
  revokeApiKey: { for: 'signed in', answer: 404 },
  changePassword: { for: 'signed in', json: () => ({ new_password: newcomer.password }) },
}
