import { homedir } from 'node:os'
import { runCommand } from './cli/run-command.ts'
import { openTerminal } from './cli/terminal.ts'

/** Ctrl-C ends what is under way; an upload keeps what the server has acknowledged. */
const interrupted = new AbortController()
process.once('SIGINT', () => interrupted.abort(new Error('interrupted')))

process.exitCode = await runCommand(
  { terminal: openTerminal(), env: process.env, homeFolder: homedir(), signal: interrupted.signal },
  process.argv.slice(2),
)
