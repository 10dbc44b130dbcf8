import { parseArgs } from 'node:util'
import { readConfig } from '../../config.ts'
import { systemClock } from '../../kernel/clock.ts'
import { accessTokens } from '../../modules/accounts/index.ts'
import { type CommandDeps, UsageError } from '../command.ts'
import { messages } from '../messages.ts'

/** `kinfolio keys rotate signing`: beside a running server, which looks at its key file by itself. */
export async function keysCommand({ terminal, env }: CommandDeps, args: string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: { 'at-once': { type: 'boolean', default: false } },
  })
  if (positionals.join(' ') !== 'rotate signing') throw new UsageError(messages.keysWhat)
  const isAtOnce = values['at-once']
  await accessTokens.rotateKey({ keysDir: readConfig(env).keysDir, clock: systemClock, isAtOnce })
  terminal.print(isAtOnce ? messages.keyRotatedAtOnce : messages.keyRotated)
  return 0
}
