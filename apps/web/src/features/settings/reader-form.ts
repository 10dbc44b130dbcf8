import { putReaderSettings } from '@kinfolio/contracts'
import type { BodyInputOf, ReaderEngine, ReaderSettings } from '@kinfolio/contracts'
import { t } from '../../shared/messages/messages.ts'

/** The form as a person fills it in: lists are text, and the key is only what is typed now. */
export type ReaderForm = {
  engine: ReaderEngine
  model: string
  baseUrl: string
  languages: string
  names: string
  key: string
  forgetsKey: boolean
}
type ReaderBody = BodyInputOf<typeof putReaderSettings>
export type FormMistakes = { baseUrl?: string; languages?: string; names?: string; key?: string }

export function formOf(settings: ReaderSettings): ReaderForm {
  return {
    engine: settings.engine,
    model: settings.model,
    baseUrl: settings.base_url ?? '',
    languages: settings.languages.join(', '),
    names: settings.names.join('\n'),
    key: '',
    forgetsKey: false,
  }
}

/** What is sent, or what has to be set right first. An absent key keeps the stored one; null forgets it. */
export function bodyOf(form: ReaderForm): { ok: true; body: ReaderBody } | { ok: false; mistakes: FormMistakes } {
  const languages = listOf(form.languages, /[\s,]+/)
  const mistakes: FormMistakes = {}
  const wrong = languages.find((code) => !/^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$/.test(code))
  if (languages.length === 0) mistakes.languages = t('settings.languagesNone')
  else if (wrong !== undefined) mistakes.languages = t('settings.languagesWrong', { code: wrong })
  const baseUrl = form.baseUrl.trim()
  if (takesAddress(form.engine) && baseUrl !== '' && !isWebAddress(baseUrl)) mistakes.baseUrl = t('settings.urlWrong')
  const body = {
    engine: form.engine,
    model: form.model.trim(),
    base_url: takesAddress(form.engine) && baseUrl !== '' ? baseUrl : null,
    languages,
    names: listOf(form.names, /\n/),
    ...keyOf(form),
  }
  const all = { ...tooMuchIn(body), ...mistakes }
  return Object.keys(all).length > 0 ? { ok: false, mistakes: all } : { ok: true, body }
}

/** What the server would refuse for its length or number; its own schema knows the limits. */
function tooMuchIn(body: ReaderBody): FormMistakes {
  const refused = new Set(putReaderSettings.body.safeParse(body).error?.issues.map(({ path }) => path[0]))
  return {
    ...(refused.has('base_url') ? { baseUrl: t('settings.urlWrong') } : {}),
    ...(refused.has('languages') ? { languages: t('settings.languagesMany') } : {}),
    ...(refused.has('names') ? { names: t('settings.namesMany') } : {}),
    ...(refused.has('key') ? { key: t('settings.keyLong') } : {}),
  }
}

export function takesKey(engine: ReaderEngine): boolean {
  return engine !== 'tesseract'
}

export function takesAddress(engine: ReaderEngine): boolean {
  return engine === 'openai'
}

export function takesModel(engine: ReaderEngine): boolean {
  return engine === 'claude' || engine === 'openai'
}

function keyOf({ key, forgetsKey }: ReaderForm): { key?: string | null } {
  if (key.trim() !== '') return { key: key.trim() }
  return forgetsKey ? { key: null } : {}
}

function listOf(text: string, separator: RegExp): string[] {
  return text
    .split(separator)
    .map((part) => part.trim())
    .filter((part) => part !== '')
}

function isWebAddress(text: string): boolean {
  return URL.canParse(text) && /^https?:$/.test(new URL(text).protocol)
}
