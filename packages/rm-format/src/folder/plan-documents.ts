import type { TabletMetadata } from './metadata.ts'

/** The files of one document (or collection), found by their names alone. All paths are as they were given. */
export type DocumentPlan = {
  /** The name that the document's files share: the tablet's uuid. */
  uuid: string
  metadataPath: string | undefined
  contentPath: string | undefined
  pagedataPath: string | undefined
  /** The .pdf or .epub that was annotated. */
  sourcePath: string | undefined
  sourceKind: 'pdf' | 'epub' | undefined
  /** By page id; old documents have '0', '1', … instead. */
  pagePaths: Map<string, string>
  layerMetadataPaths: Map<string, string>
  thumbnailPaths: Map<string, string>
  highlightPaths: Map<string, string>
  /** Pictures placed on a page, by page id. */
  imagePaths: Map<string, string[]>
  /** Everything else under the document's name. Kept, never needed. */
  otherPaths: string[]
}

export type UploadPlan = {
  documents: DocumentPlan[]
  /** Folders of the tablet; told from documents by their metadata, so empty when no `metadataOf` is given. */
  collections: DocumentPlan[]
  templates: DocumentPlan[]
  /** Paths that belong to no document: single pages, PDFs, pictures, anything. */
  loose: string[]
}

/** A path with more folders is not looked at; the tablet's have four. */
const MAX_DEPTH = 64

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i
/** Either of them makes a document of whatever shares its name. */
const DEFINING = ['metadata', 'content']

/**
 * Groups the files of an upload into documents. `paths` may be a whole tablet folder, one document's files, an
 * unpacked .rmdoc (names may begin with "/"), several of them below other folders, or anything else, which
 * comes out as `loose`. Documents without .metadata or .content are recognised by a folder named by a uuid that
 * holds .rm files. Nothing is read; linear in the number of paths.
 */
export function planDocuments(
  paths: readonly string[],
  metadataOf: (path: string) => TabletMetadata | undefined = () => undefined,
): UploadPlan {
  const files = paths.map((path) => ({ path, parts: partsOf(path) }))
  const plans = new Map<string, DocumentPlan>()
  for (const { parts } of files) {
    const found = definedBy(parts)
    if (found !== undefined && !plans.has(found.key)) plans.set(found.key, emptyPlan(found.uuid))
  }
  const loose: string[] = []
  for (const file of files) {
    const owner = ownerOf(file.parts, plans)
    if (owner === undefined) loose.push(file.path)
    else assignFile(owner.plan, { path: file.path, extension: owner.extension, inside: owner.inside })
  }
  return { ...sortByKind([...plans.values()], metadataOf), loose }
}

/** Every path of the plan, once. */
export function pathsOfPlan(plan: DocumentPlan): string[] {
  const named = [plan.metadataPath, plan.contentPath, plan.pagedataPath, plan.sourcePath]
  const maps = [plan.pagePaths, plan.layerMetadataPaths, plan.thumbnailPaths, plan.highlightPaths]
  return [
    ...named.filter((path) => path !== undefined),
    ...maps.flatMap((paths) => [...paths.values()]),
    ...[...plan.imagePaths.values()].flat(),
    ...plan.otherPaths,
  ]
}

/** Leading slashes occur in real .rmdoc archives, backslashes in archives made on Windows. */
function partsOf(path: string): string[] {
  return path
    .replaceAll('\\', '/')
    .split('/')
    .filter((part) => part !== '' && part !== '.')
}

/** Key of the document that must exist because of this file. */
function definedBy(parts: string[]): { key: string; uuid: string } | undefined {
  if (parts.length > MAX_DEPTH) return undefined
  const name = parts.at(-1) ?? ''
  const { stem, extension } = splitName(name)
  const folder = parts.slice(0, -1)
  if (DEFINING.includes(extension) && stem !== '') return { key: [...folder, stem].join('/'), uuid: stem }
  const holder = folder.at(-1) ?? ''
  if (extension === 'rm' && UUID.test(holder)) return { key: folder.join('/'), uuid: holder }
  return undefined
}

type Owner = { plan: DocumentPlan; extension: string; inside: string[] }

/** The outermost document that a path lies under: `<uuid>.ext`, `<uuid>.ext/…` or `<uuid>/…`. */
function ownerOf(parts: string[], plans: ReadonlyMap<string, DocumentPlan>): Owner | undefined {
  if (parts.length > MAX_DEPTH) return undefined
  let folder = ''
  for (const [depth, part] of parts.entries()) {
    const inside = parts.slice(depth + 1)
    const whole = inside.length > 0 ? plans.get(`${folder}${part}`) : undefined
    if (whole !== undefined) return { plan: whole, extension: '', inside }
    const { stem, extension } = splitName(part)
    const named = plans.get(`${folder}${stem}`)
    if (named !== undefined) return { plan: named, extension, inside }
    folder += `${part}/`
  }
  return undefined
}

/** At the first dot, so that `<uuid>.thumbnails` and `<uuid>.tombstone.json` both keep the uuid. */
function splitName(name: string): { stem: string; extension: string } {
  const dot = name.indexOf('.')
  return dot < 0 ? { stem: name, extension: '' } : { stem: name.slice(0, dot), extension: name.slice(dot + 1) }
}

type Assignment = { path: string; extension: string; inside: string[] }

/**
 * `<uuid>.thumbnails/<page>.png`, `<uuid>.highlights/<page>.json`, `<uuid>/<page>.rm`, `<uuid>/<page>-metadata.json`,
 * `<uuid>/<page>/<picture>`; folders such as .cache and .textconversion are other.
 */
function assignFile(plan: DocumentPlan, { path, extension, inside }: Assignment): void {
  const [first = '', second] = inside
  const page = splitName(first)
  if (inside.length === 0) assignNamed(plan, { path, extension })
  else if (extension === 'thumbnails' && second === undefined)
    claim(plan, { paths: plan.thumbnailPaths, page: page.stem, path })
  else if (extension === 'highlights' && second === undefined)
    claim(plan, { paths: plan.highlightPaths, page: page.stem, path })
  else if (extension !== '') plan.otherPaths.push(path)
  else if (second !== undefined) addImage(plan, { page: first, path })
  else if (page.extension === 'rm') claim(plan, { paths: plan.pagePaths, page: page.stem, path })
  else if (first.endsWith(LAYER_SUFFIX))
    claim(plan, { paths: plan.layerMetadataPaths, page: first.slice(0, -LAYER_SUFFIX.length), path })
  else plan.otherPaths.push(path)
}

const LAYER_SUFFIX = '-metadata.json'

/**
 * The last file of a kind is the page's; one it replaces is still somebody's, so it stays among the others. Both a PNG and
 * a JPEG of one page occur, and archives that name a file twice.
 */
function claim(plan: DocumentPlan, input: { paths: Map<string, string>; page: string; path: string }): void {
  const { paths, page, path } = input
  const before = paths.get(page)
  if (before !== undefined) plan.otherPaths.push(before)
  paths.set(page, path)
}

/** Pages with thousands of pictures are not known, but a list that is copied for each would be slow. */
function addImage(plan: DocumentPlan, { page, path }: { page: string; path: string }): void {
  const images = plan.imagePaths.get(page)
  if (images === undefined) plan.imagePaths.set(page, [path])
  else images.push(path)
}

const NAMED: Readonly<Record<string, 'metadataPath' | 'contentPath' | 'pagedataPath' | undefined>> = {
  metadata: 'metadataPath',
  content: 'contentPath',
  pagedata: 'pagedataPath',
}

/** Files beside the document's folder, by what follows the uuid. */
function assignNamed(plan: DocumentPlan, { path, extension }: { path: string; extension: string }): void {
  const named = NAMED[extension]
  if (named !== undefined) {
    const before = plan[named]
    if (before !== undefined) plan.otherPaths.push(before)
    plan[named] = path
  } else if (extension === 'pdf' || (extension === 'epub' && plan.sourceKind === undefined)) {
    // The tablet keeps the PDF that it made of an EPUB beside it; pages count in the PDF.
    if (plan.sourcePath !== undefined) plan.otherPaths.push(plan.sourcePath)
    plan.sourcePath = path
    plan.sourceKind = extension
  } else plan.otherPaths.push(path)
}

function emptyPlan(uuid: string): DocumentPlan {
  return {
    uuid,
    metadataPath: undefined,
    contentPath: undefined,
    pagedataPath: undefined,
    sourcePath: undefined,
    sourceKind: undefined,
    pagePaths: new Map(),
    layerMetadataPaths: new Map(),
    thumbnailPaths: new Map(),
    highlightPaths: new Map(),
    imagePaths: new Map(),
    otherPaths: [],
  }
}

/** Kinds stand in the metadata only, so without it everything is a document. */
function sortByKind(
  plans: DocumentPlan[],
  metadataOf: (path: string) => TabletMetadata | undefined,
): Omit<UploadPlan, 'loose'> {
  const kinds = plans.map((plan) => (plan.metadataPath === undefined ? undefined : metadataOf(plan.metadataPath)?.kind))
  const ofKind = (kind: TabletMetadata['kind']): DocumentPlan[] =>
    plans.filter((_, index) => (kinds[index] ?? 'document') === kind)
  return { documents: ofKind('document'), collections: ofKind('collection'), templates: ofKind('template') }
}
