import type { PasskeyDeps } from './passkey-deps.ts'

/** For tests in which nobody registers: those of newcomers are in test/register-by-passkey.pg.test.ts. */
export const noNewcomers: Pick<PasskeyDeps, 'admission' | 'registering'> = {
  admission: { require: () => undefined },
  registering: { registerWithPasskey: async () => undefined },
}
