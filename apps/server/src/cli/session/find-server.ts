import { type CommandDeps, UsageError } from '../command.ts'
import { messages } from '../messages.ts'

const DEFAULT_SERVER = 'http://localhost:8000'

/** The server's address without its path: from the option, KINFOLIO_SERVER, the last sign-in, else this machine. */
export function findServer({ env }: Pick<CommandDeps, 'env'>, given: (string | undefined)[]): string {
  const wanted = [given[0], env['KINFOLIO_SERVER'], given[1]].find((server) => server !== undefined && server !== '')
  const address = URL.parse(wanted ?? DEFAULT_SERVER)
  if (address === null || !/^https?:$/.test(address.protocol)) throw new UsageError(messages.serverWrong(wanted ?? ''))
  return address.origin
}
