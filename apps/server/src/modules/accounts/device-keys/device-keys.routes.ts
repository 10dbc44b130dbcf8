import { listDeviceKeys, registerDeviceKey, revokeDeviceKey } from '@kinfolio/contracts'
import { type Serve, signedRequestOf } from '../../../kernel/http/index.ts'
import type { DeviceKeys } from './device-keys.ts'

export function serveDeviceKeys(serve: Serve, deviceKeys: DeviceKeys): void {
  serve(registerDeviceKey, async ({ person, body, request }) =>
    deviceKeys.register({ ...body, person, request: signedRequestOf(request), address: request.ip }),
  )
  serve(listDeviceKeys, async ({ person }) => ({ device_keys: await deviceKeys.list({ person }) }))
  serve(revokeDeviceKey, async ({ person, params, request }) => {
    await deviceKeys.revoke({ person, deviceKeyId: params.device_key_id, address: request.ip })
    return {}
  })
}
