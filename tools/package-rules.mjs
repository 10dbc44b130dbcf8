import { existsSync, readFileSync } from 'node:fs'
import { builtinModules } from 'node:module'
import { join } from 'node:path'
import { isTest } from './code-files.mjs'

const BUILT_IN = new Set(builtinModules)
/** Packages that come with the workspace itself: every test uses the runner, and the root pins the compiler's types. */
const OF_THE_WORKSPACE = new Set(['vitest'])

/**
 * The package walls that no path pattern can express: imports across packages go by name, and every imported package
 * is declared by the importer.
 *
 * @param {{ root: string, modules: import('dependency-cruiser').IModule[] }} input
 * @returns {string[]}
 */
export function packageProblems({ root, modules }) {
  const manifests = new Map()
  return modules.flatMap((module) => {
    const folder = packageFolder(module.source)
    if (!folder || module.source.includes('node_modules/')) return []
    if (!manifests.has(folder)) manifests.set(folder, readManifest(join(root, folder)))
    const manifest = manifests.get(folder)
    return module.dependencies.flatMap((dependency) => importProblems({ root, module, manifest, dependency }))
  })
}

function importProblems({ root, module, manifest, dependency }) {
  const { source } = module
  const name = dependency.module
  if (name.startsWith('.')) return relativeProblems({ source, dependency })
  if (name.startsWith('node:') || BUILT_IN.has(name) || name.startsWith('virtual:') || name.startsWith('#')) return []

  const wanted = packageName(name)
  if (wanted === manifest.name) return []
  const problems = []
  if (!isDeclared({ manifest, wanted, source })) {
    problems.push(`imports-are-declared: ${source} imports ${wanted}, which ${manifest.name} does not declare`)
  }
  if (manifest.license === 'MIT' && /AGPL/.test(licenceOf({ root, wanted }))) {
    problems.push(`mit-packages-import-no-agpl-package: ${source} → ${wanted}`)
  }
  return problems
}

function relativeProblems({ source, dependency }) {
  const target = packageFolder(dependency.resolved)
  if (!target || target === packageFolder(source) || dependency.couldNotResolve) return []
  return [`packages-are-imported-by-name: ${source} → ${dependency.module}`]
}

/** What only tests and the build need may be a devDependency; what runs must be a real one. */
function isDeclared({ manifest, wanted, source }) {
  if (OF_THE_WORKSPACE.has(wanted)) return true
  const forRunning = { ...manifest.dependencies, ...manifest.optionalDependencies, ...manifest.peerDependencies }
  if (wanted in forRunning) return true
  const isForBuilding = isTest(source) || source.endsWith('.config.ts') || source.startsWith('bench/')
  return isForBuilding && wanted in { ...manifest.devDependencies }
}

function packageFolder(path) {
  return /^(?:(?:apps|packages)\/[^/]+|bench)(?=\/)/.exec(path)?.[0]
}

function packageName(specifier) {
  return specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/')
}

function licenceOf({ root, wanted }) {
  const { license } = readManifest(join(root, 'node_modules', wanted))
  return typeof license === 'string' ? license : ''
}

function readManifest(folder) {
  const path = join(folder, 'package.json')
  return existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : { name: folder }
}
