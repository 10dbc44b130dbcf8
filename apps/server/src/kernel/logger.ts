import { pino, type Logger } from 'pino'

export type { Logger }

/** JSON lines on standard output. Credentials and bodies are never logged. */
export function createLogger(level: string): Logger {
  return pino({
    level,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label) => ({ level: label }) },
    redact: { paths: ['req.headers', '*.password', '*.token', '*.key'], remove: true },
  })
}
