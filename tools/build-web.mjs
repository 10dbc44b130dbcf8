/**
 * Builds the web app into apps/web/dist when it is missing or older than its sources, and says so in one line.
 * Start, test and bench call it first, so it has to be quick when there is nothing to do.
 */
import { existsSync } from 'node:fs'
import { relative, resolve } from 'node:path'
import { compressFiles } from './compress-files.mjs'
import { buildWhenStale } from './stale-build.mjs'

const root = resolve(import.meta.dirname, '..')
const web = `${root}/apps/web`
const SOURCES = ['apps/web', 'packages/contracts', 'packages/ink', 'packages/rm-format', 'package-lock.json', 'tools']

if (!existsSync(`${web}/index.html`)) {
  console.log('web: apps/web/index.html is not there, nothing to build')
} else {
  const outcome = await buildWhenStale({ root, sources: SOURCES, output: `${web}/dist`, build })
  const where = relative(root, `${web}/dist`)
  console.log(
    outcome.isBuilt ? `web: built into ${where} in ${outcome.seconds.toFixed(1)} s` : `web: ${where} is fresh`,
  )
}

async function build(outDir) {
  const vite = await import('vite')
  await vite.build({ root: web, logLevel: 'warn', build: { outDir, emptyOutDir: true } })
  await compressFiles(outDir)
}
