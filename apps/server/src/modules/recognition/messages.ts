import type { OutageReason } from '../../kernel/outage.ts'
import type { UnreadableReason } from './reader.port.ts'

/** Why a page could not be read; what was kept follows. */
const unreadable: Record<UnreadableReason, string> = {
  'too-large': 'The picture of this page is larger than the reader takes.',
  damaged: 'The picture of this page is damaged.',
  language: 'The reader does not know the language of this space.',
  refused: 'The reader refused to read this page.',
  'too-long': 'There is more text on this page than the reader answers at once.',
  'too-slow': 'Reading this page took too long and was ended.',
  crashed: 'The reader broke down over this page.',
}

/** What went wrong at a service, said after its name. */
const vendorFailures: Partial<Record<OutageReason, string>> = {
  'key-refused': 'the key was refused',
  'model-unknown': 'it does not know this model or address',
  'quota-used-up': 'the account has no credit left',
  'rate-limited': 'too many requests at the moment',
  overloaded: 'it is overloaded or broken at the moment',
  'timed-out': 'it did not answer in time',
  'request-refused': 'it refused the request',
}

type VendorAnswer = { reason: OutageReason; status: number; said: string }

/** Every sentence of recognition that a person reads: on pages, in jobs, and beside the settings of a reader. */
export const messages = {
  unreadable: (reason: UnreadableReason) =>
    `${unreadable[reason]} The page and its picture are kept; try another reader.`,
  pageNotDrawn: (why: string) => `This page could not be drawn: ${why}. Its bytes are kept.`,
  sourceNotDrawn: (why: string) => `The page of the source file could not be drawn (${why}). Its bytes are kept.`,
  unknownReason: 'unknown reason',
  waitingPages: 'Pages that waited for the plan',

  readerLacks: (what: 'key' | 'model' | 'base_url') => `The reader has no ${what.replace('_', ' ')} yet`,
  readerReady: (at: { engine: string; model?: string; languages?: readonly string[] }) =>
    [
      `${at.engine} is ready`,
      ...(at.model === undefined ? [] : [`model ${at.model}`]),
      ...(at.languages === undefined ? [] : [`languages ${at.languages.join(', ')}`]),
    ].join('; '),
  noAnswerWithin: (seconds: number) => `No answer within ${seconds} seconds`,
  noLanguageData: 'Tesseract has no language data',
  modelsKnown: (who: string, models: readonly string[]) => `${who} knows these models: ${models.join(', ') || 'none'}`,

  vendorFailed: (who: string, { reason, status, said }: VendorAnswer) =>
    `${who}: ${vendorFailures[reason] ?? 'it failed'} (${status}: ${said})`,
  pictureFailed: (who: string, { code, said }: { code: number; said: string }) => `${who}: ${said} (${code})`,
  unreachable: (who: string) => `${who} could not be reached`,
  failed: (who: string) => `${who} failed`,
  otherForm: (who: string) => `${who} did not answer in the form that was asked for`,
  noMessage: (who: string) => `${who} answered without a message`,
  otherCount: (who: string, at: { answers: number; pages: number }) =>
    `${who} answered ${at.answers} of ${at.pages} pages`,
  noToken: (who: string) => `${who} handed out no token`,
  notAKeyFile: (who: string) => `${who}: the key was refused (it is not the JSON of a service account)`,
  notAPrivateKey: (who: string) =>
    `${who}: the key was refused (the private key of the service account is not a PKCS #8 key)`,
}
