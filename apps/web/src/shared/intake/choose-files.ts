import { isLitter, pickedFile } from './picked-file.ts'
import type { PickedFile } from './picked-file.ts'

/** Opens the browser's own chooser for files or one folder; resolves with nothing when it is closed. */
export function chooseFiles({ isFolder }: { isFolder: boolean }): Promise<PickedFile[]> {
  const input = document.createElement('input')
  input.type = 'file'
  input.multiple = true
  input.webkitdirectory = isFolder
  return new Promise((resolve) => {
    input.addEventListener('cancel', () => resolve([]))
    input.addEventListener('change', () => resolve(filesOf(input)))
    input.click()
  })
}

function filesOf(input: HTMLInputElement): PickedFile[] {
  return [...(input.files ?? [])]
    .map((file) => pickedFile(file, file.webkitRelativePath === '' ? file.name : file.webkitRelativePath))
    .filter(({ path }) => !isLitter(path))
}
