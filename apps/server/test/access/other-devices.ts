import { approvalId } from '@kinfolio/contracts'
import { newId } from '../../src/kernel/ids.ts'
import type { World } from '../access-world.ts'
import type { Row } from './row.ts'

/** The code of a device that waits, anew for each try: an answer uses it up. */
async function waitingCode(world: World): Promise<object> {
  const begun = await world.ask({ method: 'POST', url: '/api/auth/device/code', json: {} })
  return { user_code: begun.json()['user_code'] }
}

const signing = { kty: 'OKP', crv: 'Ed25519', x: 'A'.repeat(43) }

export const otherDevicesRows: Record<string, Row> = {
  // Without a signature by the key there is nothing to register.
  registerDeviceKey: { for: 'signed in', answer: 422, json: () => ({ signing }) },
  listDeviceKeys: { for: 'signed in' },
  revokeDeviceKey: { for: 'signed in', answer: 404 },
  requestDeviceCode: { for: 'everybody', json: () => ({}) },
  requestDeviceTokens: { for: 'everybody', answer: 400, json: () => ({ device_code: 'guessed' }) },
  findDeviceRequest: { for: 'signed in', json: waitingCode },
  allowDevice: { for: 'signed in', json: waitingCode },
  requestApproval: { for: 'everybody', answer: 410, json: () => ({ pending_id: 'guessed' }) },
  awaitApproval: { for: 'everybody', answer: 410, json: () => ({ pending_id: 'guessed' }) },
  cancelApproval: { for: 'everybody', answer: 410, json: () => ({ pending_id: 'guessed' }) },
  listApprovals: { for: 'signed in' },
  respondToApproval: {
    for: 'signed in',
    answer: 404,
    json: () => ({ session_id: newId(approvalId), approved: false }),
  },
  getApprovalSettings: { for: 'signed in' },
  changeApprovalSettings: { for: 'signed in', json: () => ({ asks_when_new: false }) },
  denyDevice: { for: 'signed in', json: waitingCode },
}
