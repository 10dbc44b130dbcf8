import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { NODE_FLAGS } from './server-process.ts'

const root = new URL('../../../', import.meta.url)

test('what is tested and measured is started as people start it', () => {
  const { scripts } = JSON.parse(readFileSync(new URL('package.json', root), 'utf8'))
  expect(scripts.start).toBe(`node ${NODE_FLAGS.join(' ')} apps/server/src/main.ts`)
  const command = JSON.stringify(['node', ...NODE_FLAGS, 'apps/server/src/main.ts']).replaceAll(',', ', ')
  expect(readFileSync(new URL('Dockerfile', root), 'utf8')).toContain(`\nCMD ${command}\n`)
  expect(readFileSync(new URL('docs/deployment.md', root), 'utf8')).toContain(`/${scripts.start}\n`)
})
