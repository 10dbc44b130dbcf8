import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { STYLES } from '@kinfolio/rm-format'
import { type MadeFile, writeNotebook } from '@kinfolio/testkit'

/** A hand so calm that the offline reader reads it. */
const calm = { size: 34, hand: { unrest: 0, joining: 0 } }

/** Three pages in folders: two in a calm hand, one typed on the tablet. What stands on them is read by the tests. */
export function harbourNotebook(): MadeFile[] {
  return writeNotebook({
    title: 'Harbour notes',
    folder: 'Journeys/Sea',
    seed: 'harbour',
    pages: [
      {
        notes:
          '# Harbour walk\nThe lighthouse keeper sold us\nseven lanterns and a compass\npaint the boat\n==remember the tide==',
        hand: calm,
      },
      { notes: 'Second page with gardens\nand a quiet lighthouse', hand: calm },
      {
        text: {
          x: -468,
          y: 234,
          width: 936,
          paragraphs: [
            { text: 'Typed on the tablet', style: STYLES.heading },
            { text: 'A sentence about marmalade and cafés.', style: STYLES.plain },
          ],
        },
      },
    ],
  })
}

/** A notebook with as many pages as asked, each with its own number in words of its own. */
export function longNotebook(input: { title: string; pages: number }): MadeFile[] {
  const pages = Array.from({ length: input.pages }, (_, index) => ({ notes: `Leaf ${index + 1}`, hand: calm }))
  return writeNotebook({ title: input.title, seed: input.title, pages })
}

/** A notebook whose first page was cut off in the middle, as a broken transfer leaves it; its second is whole. */
export function damagedNotebook(): MadeFile[] {
  const files = longNotebook({ title: 'Torn leaves', pages: 2 })
  const torn = files.find(({ path }) => path.endsWith('.rm'))
  if (torn === undefined) throw new Error('the notebook has no page')
  return files.map((file) => (file === torn ? { ...file, bytes: file.bytes.slice(0, file.bytes.length * 0.6) } : file))
}

/** Some notebooks of a household, to fill a shelf. */
export function shelfNotebooks(): MadeFile[][] {
  const shelf: [title: string, notes: string][] = [
    [
      'Violin lessons',
      '# Violin\n- scales in D, slowly\n- ==shoulder down==\n- the minuet, bars 9 to 16\n\n[x] new strings\n[ ] rosin',
    ],
    [
      'Walks in the Jura',
      '# Creux du Van\nUp before the fog lifts,\nibex on the edge at eight.\n\n- 14 km, 700 m up\n- cheese at the ferme\n==never again in new boots==',
    ],
    [
      'Ideas for the shed',
      '# The shed\n[x] measure the window\n[ ] shelves for the seeds\n[ ] a bench that folds\n\nAsk Jonas about the roof',
    ],
  ]
  return shelf.map(([title, notes]) =>
    writeNotebook({ title, seed: title, pages: [{ notes, hand: { size: 46, y: 260 } }] }),
  )
}

/** Puts files into a folder of their own, for a browser to take them from; disposing removes it. */
export async function layOut(files: readonly MadeFile[]): Promise<AsyncDisposable & { path: string }> {
  const path = await mkdtemp(join(tmpdir(), 'kinfolio-handed-'))
  for (const file of files) {
    const target = join(path, file.path)
    await mkdir(dirname(target), { recursive: true })
    await writeFile(target, file.bytes)
  }
  return { path, [Symbol.asyncDispose]: async () => rm(path, { recursive: true, force: true }) }
}
