import { createInterface } from 'node:readline/promises'
import { Writable } from 'node:stream'

/** Where a command speaks and asks. Answers go to standard output, everything about the work to standard error. */
export type Terminal = {
  print(line: string): void
  warn(line: string): void
  /** One line that is overwritten by the next; nothing when nobody watches. */
  showProgress(line: string): void
  /** Whether there is a person to ask. */
  isInteractive: boolean
  ask(question: string, options: { isHidden: boolean }): Promise<string>
}

const CLEAR_LINE = '\r\u001b[2K'

export function openTerminal(): Terminal {
  const { stdin, stdout, stderr } = process
  const clear = (): string => (stderr.isTTY ? CLEAR_LINE : '')
  return {
    print: (line) => void stdout.write(`${stdout.isTTY ? clear() : ''}${line}\n`),
    warn: (line) => void stderr.write(`${clear()}${line}\n`),
    showProgress: (line) => void (stderr.isTTY && stderr.write(`${CLEAR_LINE}${fitted(line, stderr.columns)}`)),
    isInteractive: stdin.isTTY && stderr.isTTY,
    ask: async (question, { isHidden }) => ask(question, isHidden),
  }
}

/** A line that wraps could not be overwritten. */
function fitted(line: string, columns: number): string {
  return line.length < columns ? line : `${line.slice(0, Math.max(columns - 2, 0))}…`
}

async function ask(question: string, isHidden: boolean): Promise<string> {
  process.stderr.write(question)
  // What is typed is echoed by this output, so that a password is typed into nothing.
  const output = isHidden ? new Writable({ write: (_chunk, _encoding, done) => done() }) : process.stderr
  const lines = createInterface({ input: process.stdin, output, terminal: true })
  try {
    return await lines.question('')
  } finally {
    lines.close()
    if (isHidden) process.stderr.write('\n')
  }
}
