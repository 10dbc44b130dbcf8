import type { OcrWord } from './ocr-engine.ts'

/** Tesseract's TSV: level page block paragraph line word left top width height confidence text. Level 5 is a word. */
const wordLevel = '5'
const columns = 12

/** Lines of words from Tesseract's TSV output. Rows that are not words, or say nothing, are left out. */
export function parseTsv(tsv: string): OcrWord[][] {
  const lines = new Map<string, OcrWord[]>()
  for (const row of tsv.split('\n')) {
    const cells = row.split('\t')
    if (cells[0] !== wordLevel || cells.length < columns) continue
    // The text itself may hold a tab.
    const text = cells
      .slice(columns - 1)
      .join(' ')
      .trim()
    const numbers = cells.slice(6, 11).map(Number)
    if (text === '' || numbers.some((number) => !Number.isFinite(number))) continue
    const [left = 0, top = 0, width = 0, height = 0, confidence = 0] = numbers
    const line = cells.slice(1, 5).join('.')
    const words = lines.get(line) ?? []
    words.push({ text, left, top, right: left + width, bottom: top + height, confidence })
    lines.set(line, words)
  }
  return [...lines.values()]
}
