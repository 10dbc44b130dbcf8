import { preparePage, type PreparationWish, type Prepared } from './prepare-page.ts'

export type PreparationInput = { bytes: Uint8Array; wish: PreparationWish }

/** Makes a picture ready for an engine. Runs in a worker of the preparer's pool. */
export async function run({ bytes, wish }: PreparationInput): Promise<Prepared> {
  return preparePage(bytes, wish)
}
