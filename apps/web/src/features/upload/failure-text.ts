import { t } from '../../shared/messages/messages.ts'
import { wordsOf } from '../../shared/messages/failure-words.ts'
import { CallFailed } from '../../shared/api/call-failed.ts'
import type { IntakeProgress } from '../../shared/intake/run-intake.ts'

/** Why an intake stopped, in words a person can act on. */
export function failureText(failure: NonNullable<IntakeProgress['failure']>): string {
  if (failure.outcome === 'broken') {
    const isBreak = failure.cause instanceof CallFailed && failure.cause.failure.kind === 'offline'
    return isBreak ? t('upload.interrupted') : wordsOf(failure.cause).text
  }
  switch (failure.problem.type) {
    case '/problems/nothing-to-import':
      return t('upload.nothing')
    case '/problems/file-too-large':
      return t('upload.tooLarge', { path: failure.problem.path })
    case '/problems/too-many-files':
      return t('upload.tooMany')
    case '/problems/storage-full':
      return t('upload.full')
    case '/problems/quota-exceeded':
      return t('upload.planFull')
    case '/problems/collection-not-found':
      return t('library.folderGone')
  }
}
