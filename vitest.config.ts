import { defineConfig } from 'vitest/config'

const everywhere = ['packages/*/src', 'apps/*/src', 'apps/*/test', 'tools', 'bench']
const files = (suffix: string): string[] => everywhere.map((folder) => `${folder}/**/*.${suffix}`)
const cluster = './apps/server/test/cluster.setup.ts'
const slow = files('{pg,journey,trial,fuzz,live}.test.ts')

/** One project per kind of test (CONTRIBUTING.md): what each needs and how patient it is. */
export default defineConfig({
  test: {
    projects: [
      { test: { name: 'unit', include: files('test.{ts,tsx}'), exclude: slow, testTimeout: 30_000 } },
      {
        test: {
          name: 'pg',
          include: files('pg.test.ts'),
          globalSetup: cluster,
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          name: 'journeys',
          include: files('journey.test.ts'),
          globalSetup: cluster,
          testTimeout: 180_000,
          hookTimeout: 120_000,
          expect: { poll: { timeout: 30_000 } },
          fileParallelism: false,
        },
      },
      {
        test: {
          name: 'trials',
          include: files('trial.test.ts'),
          globalSetup: cluster,
          testTimeout: 900_000,
          hookTimeout: 120_000,
          fileParallelism: false,
        },
      },
      { test: { name: 'fuzz', include: files('fuzz.test.ts'), testTimeout: 1_800_000 } },
      // The contracts against the real vendors, with keys from the environment; never part of a run by itself.
      { test: { name: 'live', include: files('live.test.ts'), testTimeout: 300_000 } },
    ],
  },
})
