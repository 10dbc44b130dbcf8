import { putReaderSettings, testReader } from '@kinfolio/contracts'
import type { BodyInputOf } from '@kinfolio/contracts'
import { call } from '../../shared/api/client.ts'
import { keys } from '../../shared/api/keys.ts'
import { queryClient } from '../../shared/api/query-client.ts'
import { missingWords } from '../../shared/library/engines.ts'
import { wordsOf } from '../../shared/messages/failure-words.ts'
import { t } from '../../shared/messages/messages.ts'

type ReaderBody = BodyInputOf<typeof putReaderSettings>
/** What became of a test or of saving, to be said beside the buttons. */
export type Verdict = { isGood: boolean; title: string; text: string }

/** Tries a reader without saving it. */
export async function tryReader(body: ReaderBody): Promise<Verdict> {
  try {
    const outcome = await call(testReader, { body })
    if (!outcome.ok) return missing(outcome.problem.missing)
    const { ok, message, took_ms: ms } = outcome.answer
    return { isGood: ok, title: ok ? t('settings.testOk', { ms }) : t('settings.testFailed'), text: message }
  } catch (error) {
    return { isGood: false, title: t('settings.testFailed'), text: wordsOf(error).text }
  }
}

export async function saveReader(body: ReaderBody): Promise<Verdict> {
  try {
    const outcome = await call(putReaderSettings, { body })
    if (!outcome.ok) return missing(outcome.problem.missing)
    queryClient.setQueryData(keys.reader, outcome.answer)
    return { isGood: true, title: t('settings.saved'), text: '' }
  } catch (error) {
    return { isGood: false, title: t('error.title'), text: wordsOf(error).text }
  }
}

function missing(names: readonly string[]): Verdict {
  return { isGood: false, title: t('settings.missing', { missing: missingWords(names) }), text: '' }
}
