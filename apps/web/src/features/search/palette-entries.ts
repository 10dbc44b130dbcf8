import type { AnswerOf, DocumentId, search } from '@kinfolio/contracts'
import { t } from '../../shared/messages/messages.ts'
import { folderOf, wordsToLight } from './hit-words.ts'

type Screen =
  | 'library'
  | 'search'
  | 'jobs'
  | 'notices'
  | 'archive'
  | 'trash'
  | 'settings'
  | 'reader'
  | 'family'
  | 'notice-settings'
  | 'webhooks'

export type Going =
  | { to: Screen }
  | { to: 'document'; id: DocumentId }
  | { to: 'page'; id: DocumentId; number: number; q: string }
  | { to: 'results'; q: string }
  | { to: 'keys' }
  | { to: 'spaces' }
  | { to: 'theme'; theme: 'system' | 'light' | 'dark' }

export type PaletteEntry = { key: string; group: 'found' | 'go' | 'do'; label: string; note: string; going: Going }

/** Pages shown of each document, so that one document does not fill the palette. */
const PAGES_OF_EACH = 2
const DOCUMENTS_MAX = 6

/** Everything the palette offers for what was typed, the best first. */
export function paletteEntries(typed: string, answer: AnswerOf<typeof search> | undefined): PaletteEntry[] {
  const query = typed.trim()
  const named = fixedEntries().filter(({ label }) => matches(label, query))
  if (query === '') return named
  const all: PaletteEntry = {
    key: 'all',
    group: 'found',
    label: t('palette.searchAll', { query }),
    note: '',
    going: { to: 'results', q: query },
  }
  return [...foundEntries(answer), all, ...named]
}

function foundEntries(answer: AnswerOf<typeof search> | undefined): PaletteEntry[] {
  return (answer?.results ?? []).slice(0, DOCUMENTS_MAX).flatMap((result): PaletteEntry[] => [
    {
      key: `document ${result.document_id}`,
      group: 'found',
      label: result.visible_name,
      note: folderOf(result),
      going: { to: 'document', id: result.document_id },
    },
    ...result.matched_pages.slice(0, PAGES_OF_EACH).map((hit): PaletteEntry => ({
      key: `page ${hit.page_id}`,
      group: 'found',
      label: hit.snippet.text,
      note: t('document.page', { number: hit.page_number }),
      going: { to: 'page', id: result.document_id, number: hit.page_number, q: wordsToLight(hit.snippet) },
    })),
  ])
}

function fixedEntries(): PaletteEntry[] {
  const go = (label: string, to: Screen): PaletteEntry => ({
    key: to,
    group: 'go',
    label,
    note: '',
    going: { to },
  })
  const theme = (choice: 'system' | 'light' | 'dark'): PaletteEntry => ({
    key: choice,
    group: 'do',
    label: `${t('theme.label')}: ${t(`theme.${choice}`)}`,
    note: '',
    going: { to: 'theme', theme: choice },
  })
  return [
    go(t('nav.library'), 'library'),
    go(t('nav.search'), 'search'),
    go(t('nav.jobs'), 'jobs'),
    go(t('notices.title'), 'notices'),
    go(t('archive.title'), 'archive'),
    go(t('library.trash'), 'trash'),
    go(t('nav.settings'), 'settings'),
    go(t('settings.reader'), 'reader'),
    go(t('family.settings'), 'family'),
    go(t('settings.notices'), 'notice-settings'),
    go(t('settings.webhooks'), 'webhooks'),
    { key: 'spaces', group: 'do', label: t('switch.do'), note: 's', going: { to: 'spaces' } },
    theme('light'),
    theme('dark'),
    theme('system'),
    { key: 'keys', group: 'do', label: t('nav.keyboard'), note: '?', going: { to: 'keys' } },
  ]
}

/** Every word typed begins a word of the label. */
function matches(label: string, query: string): boolean {
  const words = label.toLocaleLowerCase().split(/\s+/)
  return query
    .toLocaleLowerCase()
    .split(/\s+/)
    .every((part) => words.some((word) => word.startsWith(part)))
}
