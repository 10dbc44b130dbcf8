import { stat } from 'node:fs/promises'

/** For `.catch` of what may not be there. */
export function absentWhenMissing(error: unknown): undefined {
  if (!isMissing(error)) throw error
  return undefined
}

export function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT'
}

export async function isThere(path: string): Promise<boolean> {
  return (await stat(path).catch(absentWhenMissing)) !== undefined
}
