/** Checks that every import goes in an allowed direction. `node tools/check-boundaries.mjs [--root folder]` */
import { cruise } from 'dependency-cruiser'
import rules from '../.dependency-cruiser.cjs'
import { codeFiles } from './code-files.mjs'
import { packageProblems } from './package-rules.mjs'
import { rootOf, settle } from './wall-result.mjs'

const CRUISED = ['apps', 'packages', 'bench']

/**
 * @param {{ root: string }} input
 * @returns {Promise<{ problems: string[], summary: string }>}
 */
export async function checkBoundaries({ root }) {
  const files = codeFiles({ root, folders: CRUISED })
  const folders = CRUISED.filter((folder) => files.some((file) => file.startsWith(`${folder}/`)))
  if (folders.length === 0) return { problems: ['it-looked: there is no code to look at'], summary: '0 files' }

  const { modules, summary } = await cruiseTree({ root, folders })
  const problems = [
    ...summary.violations.map(describeViolation),
    ...packageProblems({ root, modules }),
    ...unknownModules(files),
    ...unseen({ files, modules }),
  ]
  return {
    problems: [...new Set(problems)],
    summary: `${files.length} files, ${summary.totalDependenciesCruised} imports`,
  }
}

async function cruiseTree({ root, folders }) {
  /** @type {import('dependency-cruiser').ICruiseOptions} */
  const options = { ...rules.options, baseDir: root, validate: true, ruleSet: { forbidden: rules.forbidden } }
  const { output } = await cruise(folders, options, undefined, {})
  if (typeof output === 'string') throw new Error('dependency-cruiser answered with text instead of a result')
  return output
}

/** @param {import('dependency-cruiser').IViolation} violation */
function describeViolation({ rule, from, to, cycle }) {
  const path = cycle ? [from, ...cycle.map((step) => step.name ?? step)].join(' → ') : `${from} → ${to}`
  return `${rule.name}: ${path}`
}

/** A checker that saw nothing is not a checker: without a compiler it can use, the cruiser reads no .ts file and is content. */
export function unseen({ files, modules }) {
  const seen = new Set(modules.map((module) => module.source))
  return files.filter((file) => !seen.has(file)).map((file) => `it-looked: ${file} was not looked at`)
}

function unknownModules(files) {
  const names = files.map((file) => /^apps\/server\/src\/modules\/([^/]+)\//.exec(file)?.[1])
  const unknown = new Set(names.filter((name) => name !== undefined && !rules.modules.includes(name)))
  return [...unknown].map((name) => `modules-are-of-the-design: ${name} has no place in the order of modules`)
}

if (import.meta.main) settle(await checkBoundaries({ root: rootOf(process.argv) }))
