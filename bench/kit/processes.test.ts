import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { expect, test } from 'vitest'
import { pssMb, pssWithoutFilesMb, treeOf } from './processes.ts'

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
      const heaps = pssWithoutFilesMb(child.pid ?? 0)
      expect(heaps).toBeGreaterThan(2)
      // The program itself lies in a file, and the child has its share of it.
      expect(heaps).toBeLessThan(pssMb([child.pid ?? 0]) - 1)
    } finally {
      child.kill()
    }
  },
)

test('a process that is gone weighs nothing', () => {
  expect(pssMb([2 ** 22 + 1])).toBe(0)
})
