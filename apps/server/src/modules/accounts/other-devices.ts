import type { PersonLog } from '../../kernel/events/index.ts'
import type { Serve } from '../../kernel/http/index.ts'
import type { Upkeep } from '../../kernel/jobs/index.ts'
import { SWEEP } from '../../kernel/database/index.ts'
import type { ApprovalDeps } from './approvals/approval-deps.ts'
import { removeOldApprovals } from './approvals/approval.queries.ts'
import { createApprovals } from './approvals/approvals.ts'
import { serveApprovals } from './approvals/approvals.routes.ts'
import { createDeviceCode } from './device-code/device-code.ts'
import { removeExpiredCodes } from './device-code/device-code.queries.ts'
import { serveDeviceCode } from './device-code/device-code.routes.ts'
import { removeExpiredProofs } from './device-keys/device-key.queries.ts'
import { createDeviceKeys } from './device-keys/device-keys.ts'
import { serveDeviceKeys } from './device-keys/device-keys.routes.ts'

/** Longer than prompts are counted. What was answered stays in the audit log. */
const APPROVALS_KEPT_MS = 24 * 3_600_000

/** Where people reach the server, when it was said. */
type Deps = ApprovalDeps & { personLog: PersonLog; publicUrl: URL | undefined }
export type OtherDevices = ReturnType<typeof createOtherDevices>

/** What a person's devices do for one another at the door: sign for themselves, and let another one in. */
export function createOtherDevices(deps: Deps) {
  const tidy: Upkeep = async () =>
    deps.database.write(SWEEP, async (tx) => {
      await removeExpiredProofs(tx, deps.clock.now())
      await removeExpiredCodes(tx, deps.clock.now())
      await removeOldApprovals(tx, new Date(deps.clock.now().getTime() - APPROVALS_KEPT_MS))
    })
  const { publicUrl } = deps
  return {
    deviceKeys: createDeviceKeys(deps),
    deviceCode: createDeviceCode(deps),
    approvals: createApprovals(deps),
    publicUrl,
    tidy,
  }
}

export function serveOtherDevices(serve: Serve, { deviceKeys, ...others }: OtherDevices): void {
  serveDeviceKeys(serve, deviceKeys)
  serveDeviceCode(serve, others)
  serveApprovals(serve, others)
}
