import type { CrdtId } from './scene.ts'
import type { IdKey } from './crdt-id.ts'
import type { SequenceEntry } from './crdt-order.ts'

/** A run of characters with consecutive ids, a deleted run, or one inline format code. */
export type TextRun = SequenceEntry & { deletedLength: number; text: string; format: number | undefined }

export type TextStyle = {
  stamp: CrdtId
  style: number
  baseStyle: number | undefined
  properties: number | undefined
}

/** The typed text as stored: runs in file order, styles by the newline before their paragraph. */
export type StoredText = { runs: TextRun[]; styles: Map<IdKey, TextStyle>; x: number; y: number; width: number }
