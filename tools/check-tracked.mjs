/**
 * Checks that what is committed would look the same on any machine: no path of this checkout, no download address in
 * the lock file, nothing large. `node tools/check-tracked.mjs [--root folder]`
 */
import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { rootOf, settle } from './wall-result.mjs'

const FILE_BYTES_MAX = 2_000_000
const GIT_OUTPUT_BYTES_MAX = 50_000_000
/** The bit by which its owner may run a file. */
const EXECUTABLE = 0o100
/** A NUL byte this early means that the file is not text. */
const TEXT_PROBE_BYTES = 8_000
/** A home folder belongs to one person's machine, whoever it is. */
const HOMES = /\/(home|Users)\/[a-z][a-z0-9_-]*\//
/** Homes that images, examples and documentation use, which are nobody's. */
const DOWNLOAD = /"resolved":\s*"http/
const NOBODYS = /^\/home\/(node|kinfolio|user|me|you)\//
/** Folders that every machine has; a checkout inside one of them gives nothing away by their name. */
const COMMON_FOLDERS = new Set(['/', '/app', '/home', '/opt', '/root', '/srv', '/tmp', '/usr/src', '/var', '/var/tmp'])

/**
 * @param {{ root: string }} input
 * @returns {{ problems: string[], summary: string }}
 */
export function checkTracked({ root }) {
  const files = trackedFiles(root).filter((file) => existsSync(join(root, file)) && statSync(join(root, file)).isFile())
  const problems = files.length === 0 ? ['it-looked: no file is tracked here'] : []
  for (const file of files) problems.push(...trackedProblems({ root, file }))
  problems.push(...binProblems({ root, files }))
  return { problems, summary: `${files.length} tracked files` }
}

/** npm makes every command executable as it installs, which would leave a fresh clone with changes nobody made. */
function binProblems({ root, files }) {
  const manifests = files.filter((file) => /^(apps|packages)\/[^/]+\/package\.json$/.test(file))
  return manifests.flatMap((manifest) => {
    const { bin = {} } = JSON.parse(readFileSync(join(root, manifest), 'utf8'))
    const paths = Object.values(bin).map((path) => join(dirname(manifest), String(path)))
    return paths.flatMap((path) => {
      if (!files.includes(path)) return [`${manifest}: the command ${path} is not there`]
      return statSync(join(root, path)).mode & EXECUTABLE ? [] : [`${path}: a command has to be executable (chmod +x)`]
    })
  })
}

/** Files about to be committed count as well: the wall is there to be met before the commit. */
function trackedFiles(root) {
  const command = ['ls-files', '-z', '--cached', '--others', '--exclude-standard']
  const options = { cwd: root, maxBuffer: GIT_OUTPUT_BYTES_MAX }
  return execFileSync('git', command, options).toString().split('\0').filter(Boolean)
}

function trackedProblems({ root, file }) {
  const bytes = readFileSync(join(root, file))
  const problems = []
  if (bytes.length > FILE_BYTES_MAX) problems.push(`${file}: ${bytes.length} bytes, limit ${FILE_BYTES_MAX}`)
  if (bytes.subarray(0, TEXT_PROBE_BYTES).includes(0)) return problems
  bytes
    .toString()
    .split('\n')
    .forEach((line, index) => {
      const what = lineProblem({ root, file, line })
      if (what) problems.push(`${file}:${index + 1}: ${what}`)
    })
  return problems
}

function lineProblem({ root, file, line }) {
  const around = dirname(root)
  if (line.includes(`${root}/`)) return 'a path of this checkout'
  if (!COMMON_FOLDERS.has(around) && line.includes(`${around}/`)) return 'a path beside this checkout'
  const home = HOMES.exec(line)?.[0]
  if (home && !NOBODYS.test(home)) return `a path of somebody's machine: ${home}`
  if (file.endsWith('package-lock.json') && DOWNLOAD.test(line)) return 'a download address in the lock file'
  return undefined
}

if (import.meta.main) settle(checkTracked({ root: rootOf(process.argv) }))
