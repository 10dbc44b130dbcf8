import type { TestProject } from 'vitest/node'
import { startTestCluster, type TestClusterUrls } from './cluster.ts'

declare module 'vitest' {
  interface ProvidedContext {
    cluster: TestClusterUrls
  }
}

/** Vitest runs this once before the first file of a project that needs a database; files read `inject('cluster')`. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const cluster = await startTestCluster()
  project.provide('cluster', cluster.urls)
  return async () => {
    await cluster[Symbol.asyncDispose]()
  }
}
