import type { Row } from './row.ts'

const newcomer = { name: 'Eve', email: 'eve@example.org', password: 'ink on paper since 1843' }

/** Registration, mail to an address, and API keys. */
export const registerRows: Record<string, Row> = {
  getSignUp: { for: 'everybody' },
  // Closed by default.
  register: { for: 'everybody', answer: 403, json: () => newcomer },
}
