import { randomUUID } from 'node:crypto'
import { copyFile, mkdir, readdir, rename, rm, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The variant that was measured: integer weights of the best models, a fifth of their size. */
const variant = '4.0.0_best_int'

export type LanguageModels = { folder: string; languages: string[] }

/**
 * Collects the data of every installed @tesseract.js-data package in one folder, because tesseract.js
 * looks for all languages in one place, and would download from the internet what it does not find.
 */
export async function collectLanguageModels(folder: string): Promise<LanguageModels> {
  const packages = dirname(dirname(fileURLToPath(import.meta.resolve('@tesseract.js-data/eng/package.json'))))
  await mkdir(folder, { recursive: true })
  const languages: string[] = []
  for (const language of (await readdir(packages)).toSorted()) {
    const name = `${language}.traineddata.gz`
    if (await copyOnce(join(packages, language, variant, name), join(folder, name))) languages.push(language)
  }
  return { folder, languages }
}

async function copyOnce(from: string, to: string): Promise<boolean> {
  const source = await sizeOf(from)
  if (source === undefined) return false
  if ((await sizeOf(to)) === source) return true
  // Two processes may start at the same time: each writes its own copy and the last rename wins.
  const part = `${to}.${randomUUID()}.part`
  try {
    await copyFile(from, part)
    await rename(part, to)
  } finally {
    await rm(part, { force: true })
  }
  return true
}

async function sizeOf(path: string): Promise<number | undefined> {
  try {
    return (await stat(path)).size
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
    throw error
  }
}
