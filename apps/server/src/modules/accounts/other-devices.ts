import type { PersonLog } from '../../kernel/events/index.ts'
import type { Serve } from '../../kernel/http/index.ts'
import type { Upkeep } from '../../kernel/jobs/index.ts'
import { SWEEP } from '../../kernel/database/index.ts'
import { createDeviceCode } from './device-code/device-code.ts'
import { removeExpiredCodes } from './device-code/device-code.queries.ts'
import { serveDeviceCode } from './device-code/device-code.routes.ts'
import { removeExpiredProofs } from './device-keys/device-key.queries.ts'
import { createDeviceKeys } from './device-keys/device-keys.ts'
import { serveDeviceKeys } from './device-keys/device-keys.routes.ts'
import type { OpenSessionDeps } from './open-session.ts'

/** Where people reach the server, when it was said. */
type Deps = OpenSessionDeps & { personLog: PersonLog; publicUrl: URL | undefined }
export type OtherDevices = ReturnType<typeof createOtherDevices>

/** What a person's devices do for one another at the door: sign for themselves, and let another one in. */
export function createOtherDevices(deps: Deps) {
  const tidy: Upkeep = async () =>
    deps.database.write(SWEEP, async (tx) => {
      await removeExpiredProofs(tx, deps.clock.now())
      await removeExpiredCodes(tx, deps.clock.now())
    })
  const { publicUrl } = deps
  return { deviceKeys: createDeviceKeys(deps), deviceCode: createDeviceCode(deps), publicUrl, tidy }
}

export function serveOtherDevices(serve: Serve, { deviceKeys, ...others }: OtherDevices): void {
  serveDeviceKeys(serve, deviceKeys)
  serveDeviceCode(serve, others)
}
