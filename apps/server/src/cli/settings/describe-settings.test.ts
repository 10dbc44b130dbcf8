import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { settings } from '../../config.ts'
import { describeSettings } from './describe-settings.ts'

const committed = fileURLToPath(new URL('../../../../../docs/configuration.md', import.meta.url))

test('docs/configuration.md is what the schema says', async () => {
  expect(await readFile(committed, 'utf8'), 'run: npm run kinfolio -- config --write docs/configuration.md').toBe(
    describeSettings(),
  )
})

test('every setting has a row with its default, its meaning and its limits', () => {
  const rows = describeSettings()
    .split('\n')
    .filter((line) => line.startsWith('| `'))
  expect(rows).toHaveLength(Object.keys(settings.shape).length)
  expect(rows.find((row) => row.includes('`PORT`'))).toMatch(/^\| `PORT` \| `8000` \| Port .+ 0 to 65535\. \|$/)
  expect(rows.find((row) => row.includes('`SERVE`'))).toContain('One of `all`, `web`, `worker`.')
  expect(rows.filter((row) => (row.split(' | ')[2]?.length ?? 0) < 10)).toEqual([])
})
