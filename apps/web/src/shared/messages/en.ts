import { frameWords } from './en/frame.ts'
import { libraryWords } from './en/library.ts'
import { pageWords } from './en/page.ts'
import { workWords } from './en/work.ts'

/** Every string a person reads, in English. A second language is one more of these, of the type `Translation`. */
export const en = { ...frameWords, ...libraryWords, ...pageWords, ...workWords }
