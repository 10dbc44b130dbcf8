import { wordsOf } from '../messages/failure-words.ts'
import { toasts } from './toasts.ts'

/** For actions whose failure has no place of its own on the screen. */
export function sayFailure(error: unknown): void {
  toasts.show({ text: wordsOf(error).text, tone: 'bad' })
}
