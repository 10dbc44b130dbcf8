import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'

const FOREIGN = new Set(['node_modules', 'dist', 'coverage', 'data'])
const CODE = /\.(ts|tsx|mts|cts)$/
const SCRIPT = /\.(ts|tsx|mts|cts|mjs|cjs|js)$/

/**
 * Every TypeScript file (with `scripts`, JavaScript too) below the folders, as sorted paths relative to the root.
 *
 * @param {{ root: string, folders: string[], scripts?: boolean }} input
 * @returns {string[]}
 */
export function codeFiles({ root, folders, scripts = false }) {
  const pattern = scripts ? SCRIPT : CODE
  /** @type {(folder: string) => string[]} */
  const walk = (folder) =>
    readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
      const path = `${folder}/${entry.name}`
      if (entry.isDirectory()) return FOREIGN.has(entry.name) ? [] : walk(path)
      return entry.isFile() && pattern.test(entry.name) ? [path] : []
    })
  return folders
    .filter((folder) => existsSync(join(root, folder)))
    .flatMap(walk)
    .sort()
}

/** Whether a file is there to prove something rather than to do it. */
export function isTest(file) {
  return /\.(test|contract)\.tsx?$/.test(file) || /^(apps|packages)\/[^/]+\/test\//.test(file)
}
