/** What the browser's chooser was opened for. */
export type Chooser = { isFolder: boolean; isMultiple: boolean; isOpened: boolean }

/**
 * Answers the next chooser the browser would open, as a person does: with files by their paths, or, with none, by
 * closing it again.
 */
export function answerChooser(chosen: [path: string, content: string][]): Chooser {
  const seen: Chooser = { isFolder: false, isMultiple: false, isOpened: false }
  const click = HTMLInputElement.prototype.click
  HTMLInputElement.prototype.click = function (this: HTMLInputElement) {
    HTMLInputElement.prototype.click = click
    Object.assign(seen, { isFolder: this.webkitdirectory, isMultiple: this.multiple, isOpened: true })
    const files = chosen.map(([path, content]) =>
      Object.assign(new File([content], path.split('/').at(-1) ?? ''), {
        webkitRelativePath: path.includes('/') ? path : '',
      }),
    )
    Object.defineProperty(this, 'files', { value: files })
    this.dispatchEvent(new Event(files.length === 0 ? 'cancel' : 'change'))
  }
  return seen
}
