import type { CrdtId, DeletedRun, Paragraph, TypedText } from './scene.ts'
import type { ProblemLog } from './problems.ts'
import { NO_ID, keyOf } from './crdt-id.ts'
import type { StoredText } from './stored-text.ts'
import { orderSegments } from './text-order.ts'
import type { TextSegment } from './text-order.ts'

/** Inline format codes (read from rmscene 0.8). Their state runs on across paragraphs. */
const BOLD_ON = 1
const BOLD_OFF = 2
const ITALIC_ON = 3
const ITALIC_OFF = 4

/** Style of a paragraph that no style names (read from rmscene 0.8). */
const PLAIN = 1

type Hand = { isBold: boolean; isItalic: boolean }

/** Puts the stored runs in order and cuts them into paragraphs. */
export function buildTypedText(
  stored: StoredText,
  context: { problems: ProblemLog; maxTextCharacters: number },
): TypedText {
  const writer = new ParagraphWriter(stored)
  let left = context.maxTextCharacters
  for (const segment of orderSegments(stored.runs, context.problems)) {
    if (segment.kind === 'format') writer.applyFormat(segment.format)
    if (segment.kind === 'deleted') writer.noteDeleted(segment)
    if (segment.kind !== 'text') continue
    if (segment.characters.length > left) {
      const message = 'The typed text is longer than the limit and was cut.'
      context.problems.report({ code: 'too-long-text', severity: 'lost', message })
    }
    writer.write({ ...segment, characters: segment.characters.slice(0, left) })
    left -= Math.min(left, segment.characters.length)
  }
  return { x: stored.x, y: stored.y, width: stored.width, ...writer.finish() }
}

/**
 * Collects characters into paragraphs. A paragraph's style is keyed by the newline *before* it, the first one's
 * by 0:0, also when the text begins with a newline: that first paragraph is empty and keeps its style
 * (proved by an official picture of such a page, which needs it to put the last line in its place).
 */
class ParagraphWriter {
  private readonly stored: StoredText
  private readonly paragraphs: Paragraph[] = []
  private readonly deleted: DeletedRun[] = []
  private hand: Hand = { isBold: false, isItalic: false }
  private current: Paragraph

  constructor(stored: StoredText) {
    this.stored = stored
    this.current = this.newParagraph(NO_ID)
  }

  /** Unknown codes change nothing; later firmware may have more than four. */
  applyFormat(code: number): void {
    if (code === BOLD_ON || code === BOLD_OFF) this.hand = { ...this.hand, isBold: code === BOLD_ON }
    if (code === ITALIC_ON || code === ITALIC_OFF) this.hand = { ...this.hand, isItalic: code === ITALIC_ON }
  }

  /**
   * A newline ends the paragraph it belongs to: ink anchored to it stays on that line (measured on official pictures;
   * rmscene and rmc count it to the next).
   */
  write(segment: Extract<TextSegment, { kind: 'text' }>): void {
    const { id, characters } = segment
    let pending = ''
    for (const [index, character] of characters.entries()) {
      const characterId = { author: id.author, counter: id.counter + index }
      this.current.characterIds.push(characterId)
      if (character !== '\n') {
        pending += character
        continue
      }
      this.append(pending)
      pending = ''
      this.paragraphs.push(this.current)
      this.current = this.newParagraph(characterId)
    }
    this.append(pending)
  }

  /** Deleted characters are not shown, but anchors may point at them. */
  noteDeleted({ id, count }: { id: CrdtId; count: number }): void {
    this.deleted.push({ id, count, paragraph: this.paragraphs.length, index: this.current.characterIds.length })
  }

  finish(): Pick<TypedText, 'paragraphs' | 'deleted'> {
    const paragraphs = [...this.paragraphs, this.current]
    return this.deleted.length === 0 ? { paragraphs } : { paragraphs, deleted: this.deleted }
  }

  private append(text: string): void {
    if (text === '') return
    const { spans } = this.current
    const from = this.current.text.length
    const to = from + text.length
    const last = spans.at(-1)
    if (last !== undefined && last.isBold === this.hand.isBold && last.isItalic === this.hand.isItalic) last.to = to
    else spans.push({ from, to, ...this.hand })
    this.current.text += text
  }

  private newParagraph(newlineBefore: CrdtId): Paragraph {
    const style = this.stored.styles.get(keyOf(newlineBefore))
    return {
      style: style?.style ?? PLAIN,
      baseStyle: style?.baseStyle,
      properties: style?.properties,
      text: '',
      spans: [],
      characterIds: [],
    }
  }
}
