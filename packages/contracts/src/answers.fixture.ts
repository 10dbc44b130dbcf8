import type { z } from 'zod'
import { exampleHash, exampleId } from './declared.fixture.ts'
import type * as contracts from './index.ts'
import { otherDevicesAnswers } from './other-devices.fixture.ts'
import { noticesAnswers } from './notices.fixture.ts'
import type { AnswerInputOf, AnyRoute, OtherAnswerInputOf } from './route.ts'

type Routes = { [Name in keyof typeof contracts]: (typeof contracts)[Name] }
type OtherAnswers = {
  [Name in keyof Routes]?: Routes[Name] extends AnyRoute ? OtherAnswerInputOf<Routes[Name]> : never
}
type Answers = { [Name in keyof Routes]?: Routes[Name] extends AnyRoute ? AnswerInputOf<Routes[Name]> : never }

const at = '2026-01-31T12:00:00.000Z'
const user = { id: exampleId('a'), name: 'Ada', email: 'ada@example.org' }
const tokens: z.input<typeof contracts.tokens> = {
  access_token: 'a.b.c',
  refresh_token: 'kfr_1',
  expires_in: 900,
  user,
}
const passkey: z.input<typeof contracts.passkey> = {
  id: exampleId('9'),
  name: 'Phone',
  is_synced: true,
  created_at: at,
  last_used_at: null,
}
const knownCredential = { id: 'Y3JlZGVudGlhbA', type: 'public-key' as const, transports: ['internal'] }
const creation: z.input<typeof contracts.creationOptions> = {
  challenge: 'Y2hhbGxlbmdl',
  rp: { id: 'home.example.org', name: 'Kinfolio' },
  user: { id: 'aGFuZGxl', name: 'ada@example.org', displayName: 'Ada' },
  pubKeyCredParams: [{ alg: -8, type: 'public-key' }],
  timeout: 300_000,
  excludeCredentials: [knownCredential],
  authenticatorSelection: { residentKey: 'required', requireResidentKey: true, userVerification: 'required' },
  attestation: 'none',
}
const request: z.input<typeof contracts.requestOptions> = {
  challenge: 'Y2hhbGxlbmdl',
  rpId: 'home.example.org',
  timeout: 300_000,
  userVerification: 'required',
  allowCredentials: [knownCredential],
}
const apiKey: z.input<typeof contracts.apiKey> = {
  id: exampleId('6'),
  name: 'Backup script',
  prefix: 'kfl_a1b2c3',
  scopes: ['read', 'write'],
  space_id: null,
  created_at: at,
  expires_at: at,
  last_used_at: null,
}
const account: z.input<typeof contracts.account> = {
  email_is_verified: true,
  new_email: null,
  has_password: true,
  sends_mail: true,
}
const box: z.input<typeof contracts.box> = { x: 0.1, y: 0.2, width: 0.3, height: 0.04 }

const family: z.input<typeof contracts.space> = {
  id: exampleId('6'),
  kind: 'family',
  name: 'Lovelace',
  role: 'owner',
}
const member: z.input<typeof contracts.member> = {
  user_id: exampleId('a'),
  name: 'Ada',
  email: 'ada@example.org',
  role: 'admin',
  joined_at: at,
}
const invitation: z.input<typeof contracts.invitation> = {
  id: exampleId('9'),
  kind: 'code',
  role: 'member',
  email: null,
  invited_by: 'Ada',
  created_at: at,
  expires_at: at,
  uses: 0,
  uses_max: 1,
}

const collection: z.input<typeof contracts.collection> = {
  id: exampleId('c'),
  parent_id: null,
  kind: 'folder',
  title: 'Letters',
  is_trashed: false,
  trashed_at: null,
}

const document: z.input<typeof contracts.document> = {
  id: exampleId('2'),
  collection_id: exampleId('c'),
  kind: 'notebook',
  title: 'Aunt May',
  page_count: 2,
  progress: { drawn: 1, draw_failed: 0, read: 1, read_failed: 0, waiting_for_quota: 0, skipped: 0 },
  cover_page_id: exampleId('3'),
  tags: ['family'],
  is_trashed: false,
  trashed_at: null,
  archived_at: null,
  created_at: at,
  updated_at: at,
  problems: [],
}

const page: z.input<typeof contracts.page> = {
  id: exampleId('3'),
  document_id: exampleId('2'),
  number: 1,
  version: exampleHash('e'),
  width: 1404,
  height: 1872.5,
  draw_status: 'drawn',
  ocr_status: 'completed',
  is_blank: false,
  is_orphan: false,
  problems: ['a block of an unknown kind was kept'],
}

const reading: z.input<typeof contracts.readingSummary> = {
  id: exampleId('7'),
  engine: 'tesseract',
  engine_version: '5.5.0',
  origin: 'engine',
  outcome: 'read',
  confidence: 0.71,
  created_at: at,
  is_current: true,
  cost: null,
  text: 'Dear May',
}

const paidReading: z.input<typeof contracts.readingSummary> = {
  ...reading,
  engine: 'claude',
  cost: { usd_micros: 4_200, input_tokens: 1_100, output_tokens: 140, pictures: null },
}

const pageText: z.input<typeof contracts.pageText> = {
  page,
  text: 'Dear May',
  lines: [{ text: 'Dear May', box, confidence: 0.7, origin: 'ink', words: [{ text: 'Dear', box, confidence: 0 }] }],
  language: 'en',
  reading,
}

const job: z.input<typeof contracts.job> = {
  id: exampleId('1'),
  space_id: exampleId('5'),
  kind: 'library.import',
  state: 'waiting',
  parent_id: null,
  document_id: null,
  page_id: null,
  title: 'Aunt May',
  progress: { done: 0, total: 2, unit: 'pages' },
  attempts: 0,
  max_attempts: 5,
  error: 'Claude did not answer in time',
  next_attempt_at: at,
  created_at: at,
  updated_at: at,
  finished_at: null,
}

const reader: z.input<typeof contracts.readerSettings> = {
  engine: 'openai',
  model: 'olmOCR-2',
  base_url: 'http://vllm.lan:8000/v1',
  languages: ['en', 'de-AT'],
  names: ['May'],
  prices: { usd_per_million_input_tokens: 0.2, usd_per_million_output_tokens: 0, usd_per_thousand_pictures: null },
  has_key: true,
  key_hint: 'abcd',
}

const auditEntry: z.input<typeof contracts.auditEntry> = {
  id: exampleId('9'),
  at,
  action: 'document.opened',
  actor: { id: exampleId('a'), name: 'Ada' },
  actor_kind: 'person',
  person: null,
  object: { kind: 'document', id: exampleId('2') },
  address: '192.0.2.1',
}

const uploaded: z.input<typeof contracts.uploadedDocument> = {
  id: exampleId('2'),
  title: 'Aunt May',
  outcome: 'created',
  page_count: 2,
  ocr_status: 'pending_quota',
}

const quota: z.input<typeof contracts.quotaUsage> = {
  kind: 'pages_read',
  used: 29,
  reserved: 1,
  limit: 30,
  reset_at: '2026-02-01T00:00:00.000Z',
}
const plan: z.input<typeof contracts.plan> = {
  id: 'free',
  title: 'Free',
  pages_read: 30,
  offline_reader_counts: true,
  narrated_minutes: 60,
  stored_bytes: 5 * 1024 ** 3,
  members: 6,
}
const usage: z.input<typeof contracts.spaceUsage> = {
  plan,
  time_zone: 'Europe/Berlin',
  usage: [quota, { kind: 'members', used: 2, reserved: 0, limit: null, reset_at: null }],
}

/** What a server in use might answer, by the name of the route; a route that answers nothing has none. */
export const realisticAnswers = {
  getSetup: { is_needed: true },
  setUp: tokens,
  getSignUp: { mode: 'open', sends_mail: true },
  register: { tokens: null },
  verifyEmail: { email: 'ada@example.org' },
  getAccount: account,
  listApiKeys: { api_keys: [apiKey] },
  createApiKey: { api_key: { ...apiKey, space_id: exampleId('b') }, key: 'kfl_shown-once' },
  changeEmail: { ...account, new_email: 'ada@new.example.org' },
  login: { ...tokens, refresh_token: null },
  refreshTokens: tokens,
  loginWithTotp: tokens,
  loginWithRecoveryCode: { ...tokens, refresh_token: null },
  getTwoStep: { totp_since: at, recovery_codes_left: 9 },
  beginTotp: { secret: 'JBSWY3DPEHPK3PXP', otpauth_uri: 'otpauth://totp/Kinfolio:ada?secret=JBSWY3DPEHPK3PXP' },
  confirmTotp: { recovery_codes: ['abcd-efgh-jkmn-pqrs'] },
  renewRecoveryCodes: { recovery_codes: ['abcd-efgh-jkmn-pqrs'] },
  getStepUp: { methods: ['password', 'totp'] },
  listSessions: {
    sessions: [
      {
        id: exampleId('9'),
        browser: 'Firefox',
        system: 'Linux',
        address: '192.0.2.1',
        created_at: at,
        last_used_at: at,
        is_current: true,
      },
    ],
  },
  getMe: { user, spaces: [{ id: exampleId('5'), kind: 'personal', name: 'Ada', role: 'owner' }] },
  createSpace: family,
  renameSpace: { ...family, name: 'The Lovelaces' },
  listMembers: { members: [member, { ...member, role: 'view_only' }] },
  changeMemberRole: member,
  handOverSpace: { members: [member] },
  createInvitation: { invitation, secret: '042917' },
  listInvitations: { invitations: [invitation, { ...invitation, kind: 'mail', email: 'may@example.org' }] },
  previewInvitation: { space_name: 'The Lovelaces', invited_by: 'Ada', role: 'view_only' },
  acceptInvitation: { ...family, role: 'view_only' },
  ...otherDevicesAnswers,
  findDeviceRequest: {
    client_name: 'Television',
    user_agent: 'kinfolio-tv/1',
    address: '192.0.2.7',
    requested_at: at,
    expires_at: at,
  },
  listCollections: { collections: [collection, { ...collection, parent_id: exampleId('c') }], next_cursor: null },
  createCollection: collection,
  changeCollection: { ...collection, is_trashed: true, trashed_at: at },
  listDocuments: { documents: [document], next_cursor: 'eyJ1IjoiMjAyNiJ9' },
  getDocument: { ...document, cover_page_id: null, collection_id: null },
  getDocumentSpace: { space_id: exampleId('5') },
  changeDocument: document,
  listPages: {
    pages: [page, { ...page, number: 2, draw_status: 'pending', ocr_status: 'pending' }],
    next_cursor: null,
  },
  getPage: pageText,
  uploadFiles: {
    job_id: exampleId('1'),
    documents: [uploaded],
    set_aside: [{ path: 'notes.xyz', sha256: exampleHash('b'), reason: 'no kind of file that Kinfolio knows' }],
    quota,
  },
  getUsage: usage,
  listPlans: { plans: [plan, { ...plan, id: 'unlimited', pages_read: null }], owners_choose: true },
  putPlan: usage,
  addDemo: { job_id: exampleId('1'), documents: [uploaded] },
  search: {
    query: 'may',
    results: [
      {
        document_id: exampleId('2'),
        document_uuid: null,
        visible_name: 'Aunt May',
        full_path: 'Letters/Aunt May',
        is_archived: false,
        name_match: true,
        name_score: 0.9,
        matched_pages: [
          {
            page_id: exampleId('3'),
            page_number: 1,
            snippet: { text: 'Dear May', highlights: [[5, 8]] },
            score: 0.5,
            boxes: [box],
          },
        ],
        total_matched_pages: 1,
        best_score: 0.9,
      },
    ],
    total_results: 1,
    has_more: false,
    search_mode: 'fuzzy',
    corrected: [{ from: 'mey', to: ['may'] }],
  },
  listJobs: { jobs: [job, { ...job, state: 'failed', finished_at: at }], next_cursor: null },
  getJob: { ...job, space_id: null },
  cancelJob: { ...job, state: 'cancelled', finished_at: at },
  retryJob: job,
  getReaderSettings: { ...reader, engine: 'tesseract', model: '', base_url: null, has_key: false, key_hint: null },
  putReaderSettings: reader,
  testReader: { ok: false, message: 'The key was refused', took_ms: 312 },
  readPage: { job_id: exampleId('1') },
  readDocument: { job_id: exampleId('1') },
  listReadings: {
    readings: [paidReading, reading, { ...reading, origin: 'person', confidence: null, is_current: false }],
  },
  correctPage: { ...pageText, reading: { ...reading, origin: 'person' } },
  restoreReading: { ...pageText, language: null, reading: null },
  listSignInProviders: { providers: [{ id: 'google', name: 'Google', kind: 'google' }], takes_passkeys: true },
  startProviderSignIn: { address: 'https://accounts.example.org/authorize?state=1' },
  startGoogleSignIn: { address: 'https://accounts.google.com/authorize?state=1' },
  startAppleSignIn: { address: 'https://appleid.apple.com/authorize?state=1' },
  startLinking: { address: 'https://accounts.example.org/authorize?state=1' },
  listIdentities: {
    identities: [
      {
        id: exampleId('8'),
        provider: 'Google',
        label: 'ada@example.org',
        is_usable: true,
        created_at: at,
        last_used_at: null,
      },
    ],
  },
  listPasskeys: { passkeys: [passkey, { ...passkey, is_synced: false, last_used_at: at }] },
  startPasskey: { options: creation },
  addPasskey: passkey,
  startNewcomerPasskey: { options: creation },
  registerByPasskey: { tokens },
  startPasskeySignIn: { options: { ...request, allowCredentials: [] } },
  signInByPasskey: tokens,
  startPasskeyStep: { options: request },
  loginWithPasskey: tokens,
  startPasskeyProof: { options: request },
  renamePasskey: passkey,
  listAudit: { entries: [auditEntry, { ...auditEntry, actor: null, actor_kind: 'gone' }], next_cursor: null },
  listMyAudit: { entries: [{ ...auditEntry, action: 'account.exported', object: null }], next_cursor: exampleId('9') },
  getMyDeletion: { deletes_at: null },
  deleteMe: { deletes_at: at },
  keepMe: { deletes_at: null },
  deleteSpace: { id: exampleId('5'), name: 'The Mays', deletes_at: at },
  listDeletedSpaces: { spaces: [{ id: exampleId('5'), name: 'The Mays', deletes_at: at }] },
  getRetention: { trash_days: 30, archive_days: null },
  putRetention: { trash_days: null, archive_days: 90 },
  emptyTrash: { job_id: exampleId('1') },
  ...noticesAnswers,
} satisfies Answers

/** The second answers of routes that have two. */
export const otherAnswers = {
  login: { pending_id: 'kept-by-who-began', methods: ['totp', 'recovery_code'], expires_in: 120 },
  awaitApproval: { number: '42', expires_in: 118 },
} satisfies OtherAnswers
