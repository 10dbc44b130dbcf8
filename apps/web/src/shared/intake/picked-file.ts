/** A file a person handed in, with its path below what they dropped or chose. */
export type PickedFile = { path: string; sizeBytes: number; file: File }

export function pickedFile(file: File, path: string): PickedFile {
  return { path, sizeBytes: file.size, file }
}

/** What operating systems leave in folders; nobody means to hand these in. */
const LITTER = new Set(['.DS_Store', 'Thumbs.db', 'desktop.ini'])

export function isLitter(path: string): boolean {
  return LITTER.has(path.slice(path.lastIndexOf('/') + 1))
}
