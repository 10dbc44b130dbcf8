import { existsSync } from 'node:fs'
import { readdir, readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { declaredRoutes, printApi } from './print-api.ts'
import { printPermissions } from './print-permissions.ts'

const root = fileURLToPath(new URL('../../../..', import.meta.url))

test('the API reference is what the contracts print', async () => {
  // Renew it with `node apps/server/test/docs/write-api.ts`.
  expect(await readFile(join(root, 'docs/api.md'), 'utf8')).toBe(printApi())
})

test('the page of permissions is what the matrix and the access table print', async () => {
  // Renew it with `node apps/server/test/docs/write-permissions.ts`.
  expect(await readFile(join(root, 'docs/permissions.md'), 'utf8')).toBe(printPermissions())
})

test('every route stands in the API reference once', () => {
  const printed = printApi()
  for (const { method, path } of declaredRoutes()) {
    expect(printed.split(`### \`${method} ${path}\``)).toHaveLength(2)
  }
})

async function pages(): Promise<string[]> {
  const docs = await readdir(join(root, 'docs'), { recursive: true })
  const top = await readdir(root)
  return [...top, ...docs.map((name) => join('docs', name))].filter((name) => name.endsWith('.md'))
}

test('every link between the documents leads to a file', async () => {
  const broken: string[] = []
  for (const page of await pages()) {
    const text = await readFile(join(root, page), 'utf8')
    for (const [, target = ''] of text.matchAll(/\]\((?!https?:|#|mailto:)([^)\s#]+)/g)) {
      if (!existsSync(join(root, dirname(page), target))) broken.push(`${page} → ${target}`)
    }
  }
  expect(broken).toEqual([])
})

test('ARCHITECTURE.md stays short enough to be read', async () => {
  const lines = (await readFile(join(root, 'ARCHITECTURE.md'), 'utf8')).split('\n')
  expect(lines.length).toBeLessThanOrEqual(200)
})

test('every test that SECURITY.md names is there', async () => {
  const text = await readFile(join(root, 'SECURITY.md'), 'utf8')
  const named = [...text.matchAll(/`((?:src|test|packages)\/[^`\s]+)`/g)].map(([, path = '']) => path)
  expect(named.length).toBeGreaterThan(40)
  const missing = named.filter(
    (path) => !existsSync(join(root, path.startsWith('packages') ? '' : 'apps/server', path)),
  )
  expect(missing).toEqual([])
})
