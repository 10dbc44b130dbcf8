import { createWriteStream } from 'node:fs'
import { link, rename, rm, stat } from 'node:fs/promises'
import { basename, dirname, extname, join, resolve } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { CommandFailed } from '../command.ts'
import { messages } from '../messages.ts'
import { fileNameIn } from './file-name-in.ts'

type Saved = { path: string; sizeBytes: number }

/** Names tried beside one that is taken. */
const NUMBERED_NAMES_MAX = 1_000

/**
 * Streams an answer into a file. It appears under its name only when it is whole. `out` may be a file, which is
 * replaced, or a folder; there, and without it, no file that exists is touched.
 */
export async function saveResponse(
  response: Response,
  { out, signal }: { out: string | undefined; signal: AbortSignal },
): Promise<Saved> {
  const isFolder = out === undefined || (await isFolderAt(out))
  const wanted = isFolder ? join(resolve(out ?? '.'), fileNameIn(response)) : resolve(out)
  if (!(await isFolderAt(dirname(wanted)))) throw new CommandFailed(messages.outFolderMissing(dirname(wanted)))
  const temporary = `${wanted}.${process.pid}.part`
  try {
    const sizeBytes = await stream(response, { temporary, wanted, signal })
    return { path: isFolder ? await placeBeside(temporary, wanted) : await placeOver(temporary, wanted), sizeBytes }
  } finally {
    await rm(temporary, { force: true })
  }
}

async function stream(
  response: Response,
  { temporary, wanted, signal }: { temporary: string; wanted: string; signal: AbortSignal },
): Promise<number> {
  if (response.body === null) throw new CommandFailed(messages.exportTooShort(wanted))
  try {
    await pipeline(response.body, createWriteStream(temporary, { flush: true }), { signal })
  } catch (error) {
    if (signal.aborted || (error instanceof Error && 'code' in error && error.code === 'ENOSPC')) throw error
    throw new CommandFailed(messages.exportTooShort(wanted), { cause: error })
  }
  return (await stat(temporary)).size
}

async function placeOver(temporary: string, wanted: string): Promise<string> {
  await rename(temporary, wanted)
  return wanted
}

/** Takes the first free name of `Letter.pdf`, `Letter (2).pdf`, …: a link, unlike a rename, fails when it is taken. */
async function placeBeside(temporary: string, wanted: string): Promise<string> {
  const ending = extname(wanted)
  const stem = join(dirname(wanted), basename(wanted, ending))
  for (let number = 1; number <= NUMBERED_NAMES_MAX; number++) {
    const path = number === 1 ? wanted : `${stem} (${number})${ending}`
    try {
      await link(temporary, path)
      return path
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error
    }
  }
  throw new CommandFailed(messages.pathUnreadable(wanted, 'EEXIST'))
}

async function isFolderAt(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isDirectory()
  } catch (error) {
    if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR')) return false
    throw error
  }
}
