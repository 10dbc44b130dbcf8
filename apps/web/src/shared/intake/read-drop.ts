import { isLitter, pickedFile } from './picked-file.ts'
import type { PickedFile } from './picked-file.ts'

/**
 * Every file of a drop, folders walked through. The entries must be taken in the very turn of the drop event,
 * so the synchronous part comes first.
 */
export function readDrop(transfer: DataTransfer): Promise<PickedFile[]> {
  const entries = [...transfer.items].flatMap((item) => item.webkitGetAsEntry() ?? [])
  if (entries.length === 0) return Promise.resolve([...transfer.files].map((file) => pickedFile(file, file.name)))
  return walk(entries)
}

async function walk(roots: readonly FileSystemEntry[]): Promise<PickedFile[]> {
  const found: PickedFile[] = []
  const waiting = [...roots]
  for (let entry = waiting.pop(); entry !== undefined; entry = waiting.pop()) {
    const path = entry.fullPath.replace(/^\/+/, '')
    if (isDirectory(entry)) waiting.push(...(await childrenOf(entry)))
    else if (isFile(entry) && !isLitter(path)) found.push(pickedFile(await fileOf(entry), path))
  }
  return found.sort((a, b) => (a.path < b.path ? -1 : 1))
}

/** The browser hands out a folder in portions and says with an empty one that it is done. */
async function childrenOf(directory: FileSystemDirectoryEntry): Promise<FileSystemEntry[]> {
  const reader = directory.createReader()
  const all: FileSystemEntry[] = []
  for (;;) {
    const portion = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject))
    if (portion.length === 0) return all
    all.push(...portion)
  }
}

function fileOf(entry: FileSystemFileEntry): Promise<File> {
  return new Promise((resolve, reject) => entry.file(resolve, reject))
}

function isDirectory(entry: FileSystemEntry): entry is FileSystemDirectoryEntry {
  return entry.isDirectory
}
function isFile(entry: FileSystemEntry): entry is FileSystemFileEntry {
  return entry.isFile
}
