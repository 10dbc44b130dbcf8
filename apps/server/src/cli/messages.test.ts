import { readFile } from 'node:fs/promises'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { HELP, messages, sizeInWords } from './messages.ts'

describe('a size in words', () => {
  test.each([
    [0, '0 B'],
    [1, '1 B'],
    [999, '999 B'],
    [1_000, '1.0 kB'],
    [1_049, '1.0 kB'],
    [1_051, '1.1 kB'],
    [99_940, '99.9 kB'],
    [99_960, '100 kB'],
    [999_499, '999 kB'],
    [999_500, '1.0 MB'],
    [999_999, '1.0 MB'],
    [1_000_000, '1.0 MB'],
    [200_000_000, '200 MB'],
    [999_999_999, '1.0 GB'],
    [5_400_000_000_000, '5.4 TB'],
    [3_000_000_000_000_000, '3000 TB'],
  ])('%s bytes are %s', (bytes, words) => {
    expect(sizeInWords(bytes)).toBe(words)
  })

  test('never has more than three digits below a thousand terabytes, and grows with the size', () => {
    const unit = { B: 1, kB: 1e3, MB: 1e6, GB: 1e9, TB: 1e12 }
    const size = fc.integer({ min: 0, max: 999_000_000_000_000 })
    fc.assert(
      fc.property(size, (bytes) => {
        const [, digits = '', name = ''] = /^([\d.]+) ([kMGT]?B)$/.exec(sizeInWords(bytes)) ?? []
        expect(digits.replace('.', '').length).toBeLessThanOrEqual(3)
        const meant = Number(digits) * (Object.entries(unit).find(([one]) => one === name)?.[1] ?? Number.NaN)
        expect(Math.abs(meant - bytes)).toBeLessThanOrEqual(bytes * 0.05)
      }),
    )
  })
})

describe('what a command says', () => {
  test('counts one thing and several as people do', () => {
    expect(messages.importDone({ documents: 1, setAside: 1, lost: 0 })).toBe('1 document, 1 file set aside')
    expect(messages.importDone({ documents: 0, setAside: 0, lost: 2 })).toBe('0 documents, 2 files not kept')
    expect(messages.migrateApplied(1)).toBe('1 step taken.')
    expect(messages.batchFailed({ count: 2, reason: 'full' })).toBe('2 files not kept: full')
  })

  test('names what went wrong, and never a password', () => {
    expect(messages.signInFirst('http://nas:8000')).toContain('http://nas:8000')
    expect(messages.documentAmbiguous('Letter', ['a', 'b'])).toContain('a, b')
    expect(messages.exportFormat('docx')).toContain('"docx"')
  })
})

describe('the help', () => {
  test('fits into a terminal of 100 columns', () => {
    expect(HELP.split('\n').filter((line) => line.length > 100)).toEqual([])
  })

  test.each([
    ['import/import-command.ts', ['server', 'collection', 'wait', 'read-pages']],
    ['export/export-command.ts', ['space', 'format', 'out']],
    ['session/session-commands.ts', ['server']],
    ['settings/config-command.ts', ['write']],
    ['keys/keys-command.ts', ['at-once']],
  ])('of %s names its options, and the command takes them', async (file, options) => {
    const source = await readFile(new URL(file, import.meta.url), 'utf8')
    for (const option of options) {
      expect(HELP).toContain(`--${option}`)
      expect(source).toMatch(new RegExp(`\\b${option}'?: \\{ type:`))
    }
  })

  test('names no option that no command takes', async () => {
    const files = [
      'import/import-command',
      'export/export-command',
      'session/session-commands',
      'settings/config-command',
      'keys/keys-command',
    ]
    const sources = await Promise.all(files.map((file) => readFile(new URL(`${file}.ts`, import.meta.url), 'utf8')))
    const named = [...HELP.matchAll(/--([a-z-]+)/g)].flatMap(([, name]) => (name === 'version' ? [] : [name]))
    expect(named.filter((name) => !new RegExp(`\\b${name}'?: \\{ type:`).test(sources.join('')))).toEqual([])
  })

  test('says what each exit status means', () => {
    expect(HELP).toMatch(/Exit status: 0 .+, 1 .+, 2 .+/)
  })
})
