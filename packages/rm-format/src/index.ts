// Pages. `parsePage` reads one file; `readPageFiles` reads it with the files that lie beside it.
export * from './scene.ts'
export { parsePage } from './parse-page.ts'
export type { ParsedPage } from './parse-page.ts'
export type { PageHistory } from './page-draft.ts'
// A page as containers, for whoever keeps or moves bytes that this version does not know.
export { writeBlocks } from './blocks.ts'
export type { RawBlock, RawPage } from './blocks.ts'
// What may be wrong with a page, and how much of it is read at most.
export { NotAPageError } from './problems.ts'
export type { NotAPageKind, PageProblem, ProblemCode } from './problems.ts'
export { DEFAULT_LIMITS } from './limits.ts'
export type { PageLimits } from './limits.ts'
// The tablet's numbers, by name.
export { ANCHOR_BOTTOM, ANCHOR_TOP } from './crdt-id.ts'
export { COLOURS, STYLES, TOOLS, isEraser, isHighlighter, isPen, isShader, paragraphKind, toolName } from './tools.ts'
export type { ParagraphKind, ToolName } from './tools.ts'
// The document folder, on tablets under `xochitl`: one file at a time, then all files of an upload.
export { readMetadata, placeOf, TRASH } from './folder/metadata.ts'
export type { TabletMetadata, TabletPlace } from './folder/metadata.ts'
export { MAX_PAGES, readContent } from './folder/content.ts'
export type { TabletContent, TabletPage, TabletTag, TabletZoom } from './folder/content.ts'
export { readHighlights, readLayerMetadata, readPagedata, withLayerNames } from './folder/page-files.ts'
export type { LayerMetadata } from './folder/page-files.ts'
export { pathsOfPlan, planDocuments } from './folder/plan-documents.ts'
export type { DocumentPlan, UploadPlan } from './folder/plan-documents.ts'
export { splitUpload } from './folder/split-upload.ts'
export type { BatchLimits } from './folder/split-upload.ts'
export { assembleDocument } from './folder/assemble-document.ts'
export type { AssembledPage } from './folder/assemble-document.ts'
// The same files written: changed with every other byte kept, or new.
export { changeContent, changeMetadata, newMetadata } from './folder/write-files.ts'
export { writeHighlights, writeLayerMetadata, writePagedata } from './folder/write-files.ts'
export type { ContentChange, MetadataChange } from './folder/write-files.ts'
export { changeJson, tabletJson } from './folder/exact-json.ts'
export type { JsonPath, JsonValue } from './folder/exact-json.ts'
export { newDocument } from './folder/new-document.ts'
export type { NewDocument, NewPage } from './folder/new-document.ts'
export { MAX_RMDOC_BYTES, readRmdoc, writeRmdoc } from './folder/rmdoc.ts'
export type { Rmdoc } from './folder/rmdoc.ts'
// New pages, of version 6 and of the older ones.
export { writePage } from './write-page.ts'
export { writeFlatPage } from './write-flat-page.ts'
export { pointsOf } from './page-input.ts'
export type {
  GroupInput,
  HighlightInput,
  ImageInput,
  ItemInput,
  LayerInput,
  PageInput,
  ParagraphInput,
  StrokeInput,
  TextInput,
} from './page-input.ts'
export { EMPTY_SCENE, readPageFiles } from './read-page-files.ts'
export type { PageContent, PageFiles } from './read-page-files.ts'
