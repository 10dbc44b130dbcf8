import type { CrdtId } from './scene.ts'
import type { IdKey } from './crdt-id.ts'
import type { SequenceEntry } from './crdt-order.ts'

/** A run of characters with consecutive ids, a deleted run, or one inline format code. */
export type TextRun = SequenceEntry & { deletedLength: number; text: string; format: number | undefined }

/**
 * `stamp` is the id of the write: of two styles for one paragraph the newer counts. `baseStyle` 2 makes a heading a
 * subheading, 3 is a list whose indent and kind stand in `properties` (measured on files of newer firmware).
 */
export type TextStyle = {
  stamp: CrdtId
  style: number
  baseStyle: number | undefined
  properties: number | undefined
}

/** The typed text as stored: runs in file order, styles by the newline before their paragraph. */
export type StoredText = { runs: TextRun[]; styles: Map<IdKey, TextStyle>; x: number; y: number; width: number }
