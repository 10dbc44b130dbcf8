export { boxOf, layOutHandwriting, measureHandwriting, writeHandwriting } from './handwriting.ts'
export type { Handwriting, HandwritingOptions, WrittenWord } from './handwriting.ts'
export { canWrite } from './handwriting-font.ts'
export {
  HIGHLIGHT_YELLOW,
  drawArrow,
  drawBox,
  drawCheckbox,
  drawHeart,
  drawHighlight,
  drawPaths,
  drawRing,
  drawStar,
  drawUnderline,
} from './handwriting-doodles.ts'
export type { DoodleOptions, Place } from './handwriting-doodles.ts'
export { writeNotes } from './handwriting-page.ts'
export type { NotesOptions, WrittenNotes } from './handwriting-page.ts'
export { notebookUuid, writeNotebook } from './handwriting-notebook.ts'
export type { MadeFile, NotebookInput, NotebookPage } from './handwriting-notebook.ts'
export { randomFrom, uuidFrom } from './handwriting-random.ts'
export type { Random } from './handwriting-random.ts'
