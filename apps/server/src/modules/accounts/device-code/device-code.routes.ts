import { allowDevice, denyDevice, findDeviceRequest, requestDeviceCode, requestDeviceTokens } from '@kinfolio/contracts'
import type { FastifyRequest } from 'fastify'
import type { Serve } from '../../../kernel/http/index.ts'
import { handOver, visitorOf } from '../visits.ts'
import type { DeviceCode } from './device-code.ts'
import { spelledOut } from './user-code.ts'

/** Where a person types the code. */
const CONNECT_PATH = '/dashboard/connect'

export type DeviceCodeRoutes = { deviceCode: DeviceCode; publicUrl: URL | undefined }

export function serveDeviceCode(serve: Serve, { deviceCode, publicUrl }: DeviceCodeRoutes): void {
  serve(requestDeviceCode, async ({ body, request }) => {
    const begun = await deviceCode.begin({ clientName: body.client_name, visitor: visitorOf(request) })
    const connect = new URL(CONNECT_PATH, publicUrl ?? ownUrl(request))
    const complete = new URL(connect)
    complete.searchParams.set('code', begun.userCode)
    return {
      device_code: begun.deviceCode,
      user_code: spelledOut(begun.userCode),
      verification_uri: connect.href,
      verification_uri_complete: complete.href,
      expires_in: begun.expiresInS,
      interval: begun.intervalS,
    }
  })
  serve(requestDeviceTokens, async ({ body, request, reply }) =>
    handOver({
      request,
      reply,
      tokens: await deviceCode.exchange({ deviceCode: body.device_code, visitor: visitorOf(request) }),
    }),
  )
  serve(findDeviceRequest, async ({ body, person, request }) => {
    const found = await deviceCode.find({ person, userCode: body.user_code, visitor: visitorOf(request) })
    return {
      client_name: found.client_name,
      user_agent: found.user_agent,
      address: found.address,
      requested_at: found.created_at.toISOString(),
      expires_at: found.expires_at.toISOString(),
    }
  })
  for (const [route, isAllowed] of [
    [allowDevice, true],
    [denyDevice, false],
  ] as const) {
    serve(route, async ({ body, person, request }) => {
      await deviceCode.answer({ person, userCode: body.user_code, visitor: visitorOf(request), isAllowed })
      return {}
    })
  }
}

/** As the device reached the server, where nobody said how people reach it. */
function ownUrl(request: FastifyRequest): URL {
  return new URL(`${request.protocol}://${request.host}`)
}
