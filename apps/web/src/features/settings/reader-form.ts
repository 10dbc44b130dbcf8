import { putReaderSettings, READER_PRICE_MAX, UNKNOWN_PRICES } from '@kinfolio/contracts'
import type { BodyInputOf, ReaderEngine, ReaderPrices, ReaderSettings } from '@kinfolio/contracts'
import { t } from '../../shared/messages/messages.ts'

/** The form as a person fills it in: lists are text, and the key is only what is typed now. */
export type ReaderForm = {
  engine: ReaderEngine
  model: string
  baseUrl: string
  languages: string
  names: string
  inputPrice: string
  outputPrice: string
  picturePrice: string
  key: string
  forgetsKey: boolean
}
type Prices = Pick<ReaderForm, 'inputPrice' | 'outputPrice' | 'picturePrice'>
type ReaderBody = BodyInputOf<typeof putReaderSettings>
type Mistaken = 'baseUrl' | 'languages' | 'names' | 'key' | 'inputPrice' | 'outputPrice' | 'picturePrice'
export type FormMistakes = Partial<Record<Mistaken, string>>

export function formOf(settings: ReaderSettings): ReaderForm {
  return {
    engine: settings.engine,
    model: settings.model,
    baseUrl: settings.base_url ?? '',
    languages: settings.languages.join(', '),
    names: settings.names.join('\n'),
    ...pricesOf(settings),
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
    prices: pricesIn(form),
    ...keyOf(form),
  }
  const all = { ...tooMuchIn(body), ...priceMistakes(form), ...mistakes }
  return Object.keys(all).length > 0 ? { ok: false, mistakes: all } : { ok: true, body }
}

/** Another service has other prices, so what was stored is shown with the reader it belongs to only. */
export function choosing(engine: ReaderEngine, settings: ReaderSettings): Partial<ReaderForm> {
  const prices = engine === settings.engine ? settings.prices : UNKNOWN_PRICES
  return { engine, ...pricesOf({ prices }) }
}

function pricesOf({ prices }: Pick<ReaderSettings, 'prices'>): Prices {
  return {
    inputPrice: prices.usd_per_million_input_tokens?.toString() ?? '',
    outputPrice: prices.usd_per_million_output_tokens?.toString() ?? '',
    picturePrice: prices.usd_per_thousand_pictures?.toString() ?? '',
  }
}

function pricesIn(form: ReaderForm): ReaderPrices {
  const charges = chargesFor(form.engine)
  const isByToken = charges === 'tokens'
  return {
    usd_per_million_input_tokens: isByToken ? amountIn(form.inputPrice) : null,
    usd_per_million_output_tokens: isByToken ? amountIn(form.outputPrice) : null,
    usd_per_thousand_pictures: charges === 'pictures' ? amountIn(form.picturePrice) : null,
  }
}

/** Half of a price counts nothing, so the other half is asked for. */
function priceMistakes(form: ReaderForm): FormMistakes {
  const charges = chargesFor(form.engine)
  const { inputPrice, outputPrice, picturePrice } = form
  const shown: Partial<Prices> =
    charges === 'tokens' ? { inputPrice, outputPrice } : charges === 'pictures' ? { picturePrice } : {}
  const isStarted = Object.values(shown).some((text) => text.trim() !== '')
  const mistakes: FormMistakes = {}
  for (const name of ['inputPrice', 'outputPrice', 'picturePrice'] as const) {
    const text = shown[name]?.trim()
    if (text === undefined || !isStarted) continue
    if (text === '') mistakes[name] = t('settings.priceMissing')
    else if (amountIn(text) === null) mistakes[name] = t('settings.priceWrong')
  }
  return mistakes
}

/** Null for what is empty or no amount. A comma is how half of Europe writes the point. */
function amountIn(text: string): number | null {
  const plain = text.trim().replace(',', '.')
  const isAmount = /^\d{1,6}(\.\d{1,6})?$/.test(plain) && Number(plain) <= READER_PRICE_MAX
  return isAmount ? Number(plain) : null
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

/** What the service counts when it charges. */
export function chargesFor(engine: ReaderEngine): 'tokens' | 'pictures' | 'nothing' {
  if (engine === 'tesseract') return 'nothing'
  return engine === 'google' ? 'pictures' : 'tokens'
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
