type Write = (about: object, text: string) => void

/** Structured logging as the kernel needs it; pino is one. Never content, never a credential. */
export type Log = { readonly debug: Write; readonly info: Write; readonly warn: Write; readonly error: Write }
