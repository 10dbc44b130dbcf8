import type { Page } from 'playwright-core'

/** Drags files or whole folders of this machine over the page and lets go, as a file manager does. */
export async function dropPaths(page: Page, files: readonly string[]): Promise<void> {
  const browser = await page.context().newCDPSession(page)
  const data = { items: [], files: [...files], dragOperationsMask: 1 }
  for (const type of ['dragEnter', 'dragOver', 'drop'] as const) {
    await browser.send('Input.dispatchDragEvent', { type, x: 700, y: 450, data })
  }
  await browser.detach()
}

/** Opens the dialog that adds pages and hands over what the browser's own chooser would. */
export async function choosePaths(
  page: Page,
  choice: { folder: string } | { files: readonly string[] },
): Promise<void> {
  await page.getByRole('button', { name: 'Add pages' }).first().click()
  const name = 'folder' in choice ? 'Choose a folder' : 'Choose files'
  const [chooser] = await Promise.all([
    page.waitForEvent('filechooser'),
    page.getByRole('dialog').getByRole('button', { name }).click(),
  ])
  await chooser.setFiles('folder' in choice ? choice.folder : [...choice.files])
}

/**
 * Collects, inside the page, every text of the given kind that stands on it at any moment from now on. It is lost with
 * the page: what it returns later also proves that nothing was loaded anew.
 */
export async function watchTexts(page: Page, pattern: RegExp): Promise<() => Promise<string[]>> {
  await page.evaluate((source) => {
    const seen = new Set<string>()
    const look = (): void => {
      for (const [text] of document.body.innerText.matchAll(new RegExp(source, 'g'))) seen.add(text)
    }
    look()
    new MutationObserver(look).observe(document.body, { childList: true, subtree: true, characterData: true })
    Object.assign(window, { seenTexts: seen })
  }, pattern.source)
  return async () => page.evaluate(() => [...(Reflect.get(window, 'seenTexts') ?? ['the page was loaded anew'])])
}
