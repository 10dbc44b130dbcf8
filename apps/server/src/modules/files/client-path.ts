import { UPLOAD_PATH_MAX_LENGTH } from '@kinfolio/contracts'

/**
 * A file's name as the client gave it, made fit to be kept in a row and shown: relative, with `/` between folders,
 * without characters that a database, a header or a log would stumble over. It never touches the file system;
 * bytes are stored under their hash alone.
 */
export function normaliseClientPath(given: string): string {
  const names = given
    .toWellFormed()
    .normalize('NFC')
    .replace(/\\/g, '/')
    .replace(CONTROL_CHARACTERS, '')
    .split('/')
    .map((name) => name.trim())
    .filter((name) => name !== '' && name !== '.' && name !== '..')
  // A drive letter is where the file was, not what it is called.
  const first = names.findIndex((name) => !/^[a-z]:$/i.test(name))
  const folders = first === -1 ? [] : names.slice(first)
  const path = folders.join('/')
  if (path === '') return 'unnamed'
  return path.length <= UPLOAD_PATH_MAX_LENGTH ? path : shorten(folders)
}

/** The last part of a path: what a person calls the file. */
export function fileNameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1)
}

/** The name without its ending, as a title. */
export function titleOf(path: string): string {
  const name = fileNameOf(path)
  const dot = name.lastIndexOf('.')
  return dot > 0 ? name.slice(0, dot) : name
}

// The control characters of Unicode, and those that turn the direction of text and make a name look like another.
const CONTROL_CHARACTERS = /[\p{Cc}\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/gu

/** Keeps the end, since the ending and the nearest folder say more than the far ones. */
function shorten(folders: string[]): string {
  const name = folders.at(-1) ?? ''
  if (name.length >= UPLOAD_PATH_MAX_LENGTH) return name.slice(-UPLOAD_PATH_MAX_LENGTH).toWellFormed()
  const kept: string[] = []
  let length = -1
  for (const folder of folders.toReversed()) {
    length += folder.length + 1
    if (length > UPLOAD_PATH_MAX_LENGTH) break
    kept.unshift(folder)
  }
  return kept.join('/')
}
