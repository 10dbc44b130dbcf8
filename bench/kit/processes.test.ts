import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { expect, test } from 'vitest'
import { pssMb, treeOf } from './processes.ts'

test.runIf(process.platform === 'linux')(
  'a tree is a process and what it started, and weighs what they weigh',
  async () => {
    const child = spawn(process.execPath, ['-e', 'console.log(1); setInterval(() => {}, 1000)'])
    try {
      await once(child.stdout, 'data')
      const tree = treeOf(process.pid)
      expect(tree).toEqual(expect.arrayContaining([process.pid, child.pid]))
      const own = pssMb([child.pid ?? 0])
      expect(own).toBeGreaterThan(5)
      expect(pssMb(tree)).toBeGreaterThan(own)
    } finally {
      child.kill()
    }
  },
)

test('a process that is gone weighs nothing', () => {
  expect(pssMb([2 ** 22 + 1])).toBe(0)
})
