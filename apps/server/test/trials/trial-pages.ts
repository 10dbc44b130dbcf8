import { createHash } from 'node:crypto'
import { writePage } from '@kinfolio/rm-format'
import { writeNotes } from '@kinfolio/testkit'
import pg from 'pg'
import { connectionUrl, databaseName } from '../../src/kernel/database/embedded/access.ts'
import type { HandedFile } from '../api.ts'

/** A page of its own for each number of a trial, small enough to be read in a moment; the same number, the same bytes. */
export function trialPage(trial: string, number: number): HandedFile {
  const notes = `${trial} page ${number}\nkept whatever happens`
  const { strokes } = writeNotes(notes, { seed: `${trial}/${number}`, size: 34, hand: { unrest: 0, joining: 0 } })
  const bytes = writePage({ layers: [{ label: 'Layer 1', items: strokes }], paper: { width: 1404, height: 1872 } })
  return { path: `${trial}-${number}.rm`, bytes }
}

export function sha256Of(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex')
}

/** Where the superuser reaches the embedded database of a server that runs on this DATA_DIR. */
export function adminUrlOf(dataDir: string): string {
  const access = { kind: 'socket', dir: `${dataDir}/postgres`, port: 5432 } as const
  return connectionUrl(access, { role: 'admin', database: databaseName })
}

/** A page as the database has it: the hash of its ink, and how often an engine read its present version. */
export type KeptPage = { ink: string; draw_status: string; ocr_status: string; readings: number; texts: number }

/** Every page of the database, past all policies. */
export async function keptPages(adminUrl: string): Promise<KeptPage[]> {
  const client = new pg.Client({ connectionString: adminUrl })
  await client.connect()
  try {
    const { rows } = await client.query<KeptPage>(`
      select encode(p.ink_sha256, 'hex') ink, p.draw_status, p.ocr_status,
        (select count(*)::int from readings r
          where r.page_id = p.id and r.version = p.version and r.origin = 'engine') readings,
        (select count(*)::int from page_texts t where t.page_id = p.id and t.version = p.version) texts
      from pages p where p.removed_at is null`)
    return rows
  } finally {
    await client.end()
  }
}

/** What is wrong with the kept pages, compared with the ones handed in; an empty list is what a trial wants. */
export function lossesAmong(kept: readonly KeptPage[], handedIn: readonly HandedFile[]): string[] {
  const byInk = Map.groupBy(kept, ({ ink }) => ink)
  const lost = handedIn.flatMap(({ path, bytes }) => {
    const [page, ...more] = byInk.get(sha256Of(bytes)) ?? []
    if (page === undefined) return [`${path}: acknowledged, and not there`]
    if (more.length > 0) return [`${path}: there ${more.length + 1} times`]
    if (page.draw_status !== 'drawn') return [`${path}: its drawing is ${page.draw_status}`]
    if (page.ocr_status !== 'completed') return [`${path}: its reading is ${page.ocr_status}`]
    if (page.readings !== 1) return [`${path}: read ${page.readings} times`]
    return page.texts === 1 ? [] : [`${path}: has no text`]
  })
  return kept.length > handedIn.length
    ? [...lost, `${kept.length - handedIn.length} pages that nobody handed in`]
    : lost
}
