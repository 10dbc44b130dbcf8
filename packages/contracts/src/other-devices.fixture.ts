import type { z } from 'zod'
import { exampleId } from './declared.fixture.ts'
import type * as contracts from './index.ts'

const at = '2026-01-31T12:00:00.000Z'
const tokens: z.input<typeof contracts.tokens> = {
  access_token: 'a.b.c',
  refresh_token: 'kfr_1',
  expires_in: 900,
  user: { id: exampleId('a'), name: 'Ada', email: 'ada@example.org' },
}
const deviceKey: z.input<typeof contracts.deviceKey> = {
  id: exampleId('6'),
  signing: { kty: 'EC', crv: 'P-256', x: 'A'.repeat(43), y: 'B'.repeat(43) },
  agreement: { kty: 'OKP', crv: 'X25519', x: 'C'.repeat(43) },
  browser: 'Firefox',
  system: null,
  address: '192.0.2.7',
  is_of_this_session: true,
  created_at: at,
  last_used_at: at,
}
const approval: z.input<typeof contracts.approval> = {
  id: exampleId('7'),
  action: 'sign-in',
  nonce: 'bm9uY2U',
  address: '192.0.2.7',
  browser: 'Firefox',
  system: 'Linux',
  requested_at: at,
  expires_at: at,
  ways: ['passkey', 'device_key'],
}

/** What is answered about device keys, devices without a keyboard, and approvals. */
export const otherDevicesAnswers = {
  registerDeviceKey: deviceKey,
  listDeviceKeys: { device_keys: [deviceKey, { ...deviceKey, agreement: null, is_of_this_session: false }] },
  requestDeviceCode: {
    device_code: 'GmRhmhcxhwAzkoEqiMEg',
    user_code: 'BCDF-GHJK',
    verification_uri: 'https://home.example.org/dashboard/connect',
    verification_uri_complete: 'https://home.example.org/dashboard/connect?code=BCDFGHJK',
    expires_in: 600,
    interval: 5,
  },
  requestDeviceTokens: tokens,
  requestApproval: { session_id: exampleId('7'), number: '42', expires_in: 118 },
  awaitApproval: tokens,
  listApprovals: { approvals: [approval, { ...approval, browser: null, system: null, ways: [] }] },
  respondToApproval: { outcome: 'approved' as const },
  getApprovalSettings: { asks_when_new: false, can_be_asked: true },
  changeApprovalSettings: { asks_when_new: true, can_be_asked: true },
}
