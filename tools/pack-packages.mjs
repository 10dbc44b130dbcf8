import { spawnSync } from 'node:child_process'
import { cpSync, existsSync, globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** In the order of their dependencies: a package compiles against the declarations of those before it. */
export const PUBLISHED = ['rm-format', 'ink', 'rm-ink', 'contracts']

/** What a reader of the package gets besides the code. */
const COMPANIONS = ['README.md', 'LICENSE']
/** Oldest Node that understands everything the compiler leaves as it is. */
const NODE_RANGE = '>=22'

/**
 * @param {{ root: string, out: string, names: string[] }} input `names` are folders of `packages/`
 * @returns {{ name: string, version: string, files: number }[]}
 */
export function packPackages({ root, out, names }) {
  return names.map((folder) => {
    const source = join(root, 'packages', folder)
    const target = join(out, folder)
    rmSync(target, { recursive: true, force: true })
    mkdirSync(target, { recursive: true })
    const manifest = JSON.parse(readFileSync(join(source, 'package.json'), 'utf8'))
    compile({ root, source, target, paths: declarationsOf({ root, out, names }) })
    copyCompanions({ root, source, target, extra: manifest.files ?? [] })
    writeFileSync(join(target, 'package.json'), `${JSON.stringify(publishedManifest(manifest), null, 2)}\n`)
    return { name: manifest.name, version: manifest.version, files: globSync('**/*.*', { cwd: target }).length }
  })
}

/** Where the compiler finds the packages that are packed already, instead of their sources. */
function declarationsOf({ root, out, names }) {
  const packed = names.filter((folder) => existsSync(join(out, folder, 'package.json')))
  return Object.fromEntries(
    packed.map((folder) => {
      const { name } = JSON.parse(readFileSync(join(root, 'packages', folder, 'package.json'), 'utf8'))
      return [name, [join(out, folder, 'dist/index.d.ts')]]
    }),
  )
}

function compile({ root, source, target, paths }) {
  const settings = join(target, 'tsconfig.json')
  const compilerOptions = {
    paths,
    rootDir: join(source, 'src'),
    outDir: join(target, 'dist'),
    typeRoots: [join(root, 'node_modules/@types')],
    noEmit: false,
    declaration: true,
    rewriteRelativeImportExtensions: true,
  }
  const include = [join(source, 'src')]
  const exclude = ['test', 'contract', 'testing', 'fixture'].map((kind) => join(source, `src/**/*.${kind}.ts`))
  writeFileSync(settings, JSON.stringify({ extends: join(root, 'tsconfig.json'), compilerOptions, include, exclude }))
  const tsc = join(root, 'node_modules/@typescript/native/bin/tsc')
  const { status, stdout } = spawnSync(process.execPath, [tsc, '-p', settings], { cwd: root })
  rmSync(settings)
  if (status !== 0) throw new Error(`${source} does not compile:\n${stdout}`)
}

function copyCompanions({ root, source, target, extra }) {
  for (const name of [...COMPANIONS, ...extra]) {
    const own = join(source, name)
    if (existsSync(own)) cpSync(own, join(target, name), { recursive: true })
  }
  if (!existsSync(join(target, 'LICENSE'))) cpSync(join(root, 'LICENSE'), join(target, 'LICENSE'))
}

/** The manifest that npm shows the world: no word about how the package is developed, every path at the output. */
function publishedManifest({ devDependencies: _tools, private: _wall, scripts: _own, ...manifest }) {
  const { exports, bin, files = [] } = manifest
  return {
    ...manifest,
    exports: Object.fromEntries(Object.entries(exports).map(([name, path]) => [name, publishedExport(path)])),
    ...(bin ? { bin: Object.fromEntries(Object.entries(bin).map(([name, path]) => [name, compiled(path)])) } : {}),
    files: ['dist', ...files],
    sideEffects: false,
    engines: { node: NODE_RANGE },
  }
}

function publishedExport(path) {
  return path.endsWith('.ts') ? { types: compiled(path).replace(/\.js$/, '.d.ts'), default: compiled(path) } : path
}

function compiled(path) {
  return path.replace(/^(\.\/)?src\//, './dist/').replace(/\.tsx?$/, '.js')
}
