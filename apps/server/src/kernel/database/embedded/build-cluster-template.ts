import { cp, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { letEverybodyRead } from './folder-rights.ts'
import { prepareLayout } from './layout.ts'
import { makeClusterOnce } from './make-cluster.ts'
import { findRuntime, placesForCopy, prepareRuntime } from './runtime.ts'

/** `apps/server/.cluster-template`: where an image's build puts the template, by running this file. */
export const builtTemplateDir = join(import.meta.dirname, '../../../../.cluster-template')

/**
 * Makes an empty cluster at `templateDir`, readable by everybody, from which a user without a name on the machine gets
 * theirs (`docker run --user 12345`): initdb insists on a name, PostgreSQL does not. It holds no secret and no role but
 * the superuser, who can only be reached through the socket of the copy. An image builds it once.
 */
export async function buildClusterTemplate(input: { templateDir: string; log: (line: string) => void }): Promise<void> {
  const { log } = input
  const dataDir = await mkdtemp(join(tmpdir(), 'kinfolio-template-'))
  try {
    const layout = await prepareLayout({ dataDir })
    const installed = await findRuntime()
    const runtime = await prepareRuntime(
      { log },
      { installed, runAs: layout.runAs, places: placesForCopy(layout.home) },
    )
    const access = { kind: 'socket', dir: layout.home, port: 0 } as const
    await makeClusterOnce({ runtime, layout, log }, { access, durable: true })
    await rm(input.templateDir, { recursive: true, force: true })
    await cp(layout.cluster, input.templateDir, { recursive: true })
    await letEverybodyRead(input.templateDir)
    log(`database: a template for users without a name is at ${input.templateDir}`)
  } finally {
    await rm(dataDir, { recursive: true, force: true })
  }
}

const script = process.argv[1]
if (script !== undefined && import.meta.url === pathToFileURL(script).href) {
  await buildClusterTemplate({ templateDir: process.argv[2] ?? builtTemplateDir, log: (line) => console.log(line) })
}
