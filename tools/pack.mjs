/**
 * Compiles the packages that others can install into `dist/packages/<name>`, each ready for `npm publish`. Inside the
 * house they run from source; Node strips no types below node_modules, so what is published has to be JavaScript.
 * `node tools/pack.mjs [--out folder]`
 */
import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { packPackages, PUBLISHED } from './pack-packages.mjs'

const root = resolve(import.meta.dirname, '..')
const { values } = parseArgs({ options: { out: { type: 'string' } } })
const out = resolve(values.out ?? `${root}/dist/packages`)
for (const { name, version, files } of packPackages({ root, out, names: PUBLISHED })) {
  console.log(`${name} ${version}: ${files} files`)
}
