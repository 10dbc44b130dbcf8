/**
 * Checks that everything Kinfolio is shipped with may be shipped with it: each production dependency's licence is one
 * that AGPL-3.0 can live with. `node tools/check-licences.mjs [--root folder]`
 */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { rootOf, settle } from './wall-result.mjs'

const COMPATIBLE = [
  /^(MIT|MIT-0|ISC|0BSD|Unlicense|WTFPL|Zlib|BlueOak-1\.0\.0|Python-2\.0|PostgreSQL|Artistic-2\.0|OFL-1\.1)$/,
  /^(BSD-[23]-Clause|BSD-3-Clause-Clear|Apache-2\.0|MPL-2\.0|CC0-1\.0|CC-BY-4\.0|BSL-1\.0)$/,
  /^L?GPL-(2\.(0|1)(-or-later|\+)|3\.0(-only|-or-later|\+)?)$/,
  /^LGPL-2\.1(-only)?$/,
  /^AGPL-3\.0(-only|-or-later|\+)?$/,
]

/** Old spellings, and packages whose manifest says less than their licence file, read by a person. */
const SPELLINGS = new Map([
  ['Apache 2.0', 'Apache-2.0'],
  ['Apache License 2.0', 'Apache-2.0'],
  ['BSD', 'BSD-3-Clause'],
  ['MIT/X11', 'MIT'],
])
const READ_BY_A_PERSON = new Map([])

/**
 * @param {{ root: string }} input
 * @returns {{ problems: string[], summary: string }}
 */
export function checkLicences({ root }) {
  const lock = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8'))
  const shipped = Object.entries(lock.packages).filter(([path, entry]) => isShipped({ path, entry }))
  const problems = shipped.flatMap(([path, entry]) => licenceProblem({ root, path, entry }))
  if (shipped.length === 0) problems.push('it-looked: the lock file names no production dependency')
  return { problems, summary: `${shipped.length} production dependencies` }
}

function isShipped({ path, entry }) {
  return path.includes('node_modules/') && !entry.dev && !entry.link
}

function licenceProblem({ root, path, entry }) {
  const name = path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length)
  const licence = READ_BY_A_PERSON.get(name) ?? entry.license ?? licenceInManifest(join(root, path, 'package.json'))
  if (!licence) return [`${name}: no licence is named`]
  return isCompatible(licence) ? [] : [`${name}: ${licence} is not known to be compatible with AGPL-3.0`]
}

function licenceInManifest(path) {
  if (!existsSync(path)) return undefined
  const { license, licenses } = JSON.parse(readFileSync(path, 'utf8'))
  return typeof license === 'object' ? license?.type : (license ?? licenses?.map((each) => each.type).join(' OR '))
}

/** An SPDX expression: of `OR` one alternative suffices, of `AND` every part has to be compatible. */
function isCompatible(expression) {
  const plain = expression.replace(/^\((.*)\)$/, '$1')
  return splitOutside(plain, ' OR ').some((alternative) =>
    splitOutside(alternative, ' AND ').every((part) =>
      part.includes(' OR ') || part.includes(' AND ') ? isCompatible(part) : isCompatibleName(part),
    ),
  )
}

function isCompatibleName(name) {
  const bare = name
    .replace(/[()]/g, '')
    .replace(/ WITH .*$/, '')
    .trim()
  const spelled = SPELLINGS.get(bare) ?? bare
  return COMPATIBLE.some((pattern) => pattern.test(spelled))
}

function splitOutside(text, separator) {
  const parts = ['']
  let depth = 0
  for (const piece of text.split(/( OR | AND |[()])/)) {
    if (piece === '(') depth += 1
    if (piece === ')') depth -= 1
    if (piece === separator && depth === 0) parts.push('')
    else parts[parts.length - 1] += piece
  }
  return parts
}

if (import.meta.main) settle(checkLicences({ root: rootOf(process.argv) }))
