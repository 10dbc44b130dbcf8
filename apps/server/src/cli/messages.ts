/** Everything the command line says, in one place. */
export const HELP = `kinfolio: one home for a household's handwriting, memories and devices

  kinfolio import PATH…              hand in files, folders, a whole tablet folder
      --server URL --collection ID   where to; --wait stays until everything is read
      --read-pages N                 ask the reader about the newest N pages only, for now
  kinfolio export DOCUMENT           take a document away, by its id or its title
      --format markdown|pdf|svg|png|original   --out PATH
  kinfolio export --space            take the whole space away, as one zip
  kinfolio login                     sign in, once; asks, or reads KINFOLIO_EMAIL, KINFOLIO_PASSWORD
      scripts set KINFOLIO_API_KEY instead
      --server URL                   or KINFOLIO_SERVER
  kinfolio logout                    end that session
  kinfolio migrate up                bring the database's schema up to date
  kinfolio migrate status            which steps were taken; may be asked beside a running server
  kinfolio migrate new NAME          begin the next step
  kinfolio keys rotate signing       a new key signs access tokens from now on; --at-once
                                     ends those of the keys before, should one have been seen
  kinfolio plan                      the plans, and which space has which
  kinfolio plan SPACE PLAN           give a space another one, by id or name; default takes it back
  kinfolio person reset EMAIL        a link to a new password, to hand to the person
  kinfolio person verify EMAIL       a link that verifies their address, and opens a new account
  kinfolio config                    every setting of the server; --write FILE keeps it
  kinfolio --version

Exit status: 0 done, 1 something was not kept or could not be done, 2 the command line is wrong.`

export const messages = {
  unknownCommand: (name: string) => `kinfolio has no command "${name}".`,

  migrateWhat: 'Say what to do: kinfolio migrate up, status or new NAME.',
  migrateName: 'A step is named in small letters, digits and hyphens, such as add-tags.',
  migrateUpToDate: 'The schema is up to date.',
  migrateApplied: (count: number) => `${plural(count, 'step')} taken.`,
  migrateCreated: (path: string) => `${path} is there to be written.`,
  migrateNoDatabase: (folder: string) => `There is no database in ${folder} yet; the first start makes it.`,
  migrateUnreachable: (why: string) =>
    `${why} Its database could not be asked from here: stop the server and ask again, or set DATABASE_OWNER_URL.`,
  migrateHeader: (number: string) => `-- Step ${number}: what is now true of the schema, and why.
-- Forward only; it runs once, in a transaction of its own. A table with space_id or user_id needs its forced policies.
`,
  stepWaits: 'not yet taken',

  importWhat: 'Say what to hand in: kinfolio import PATH…',
  pathMissing: (path: string) => `${path}: there is no such file or folder`,
  pathUnreadable: (path: string, why: string) => `${path}: cannot be read (${why})`,
  nothingFound: 'No file was found there.',
  filesFound: (count: number, bytes: string) => `${plural(count, 'file')}, ${bytes}`,
  sending: (at: { sent: string; total: string; percent: number }) => `${at.percent} %  ${at.sent} of ${at.total}`,
  outcome: { created: 'new', changed: 'changed', unchanged: 'unchanged' },
  documentLine: (at: { outcome: string; title: string; pages: number }) =>
    `${at.outcome.padEnd(9)}  ${at.title}  (${plural(at.pages, 'page')})`,
  setAside: (path: string, reason: string) => `set aside  ${path}: ${reason}`,
  batchFailed: (at: { count: number; reason: string }) => `${plural(at.count, 'file')} not kept: ${at.reason}`,
  importDone: (at: { documents: number; setAside: number; lost: number }) =>
    [
      plural(at.documents, 'document'),
      ...(at.setAside === 0 ? [] : [`${plural(at.setAside, 'file')} set aside`]),
      ...(at.lost === 0 ? [] : [`${plural(at.lost, 'file')} not kept`]),
    ].join(', '),
  reading: (done: number, total: number) => `drawing and reading: ${done} of ${total}`,
  jobFailed: (title: string, error: string) => `${title}: ${error}`,
  allRead: 'Everything is drawn and read.',
  /** In place of `allRead`: what is kept and drawn, and not read. */
  notReadYet: (at: { waiting: number; leftOut: number }) =>
    [
      ...(at.waiting === 0
        ? []
        : [`${plural(at.waiting, 'page')} ${at.waiting === 1 ? 'waits' : 'wait'} for the plan`]),
      ...(at.leftOut === 0 ? [] : [`${plural(at.leftOut, 'page')} left for later`]),
    ].join(', '),

  exportWhat: 'Say what to take away: kinfolio export DOCUMENT, or kinfolio export --space.',
  exportFormat: (format: string) => `"${format}" is no format; there are markdown, pdf, svg, png and original.`,
  documentUnknown: (name: string) => `There is no document "${name}"; give its id or its whole title.`,
  documentAmbiguous: (name: string, ids: string[]) => `Several documents are called "${name}": ${ids.join(', ')}`,
  exported: (path: string, bytes: string) => `${path}  (${bytes})`,
  exportTooShort: (path: string) => `The answer broke off; ${path} was not written.`,
  outFolderMissing: (folder: string) => `${folder}: there is no such folder`,

  signInFirst: (server: string) =>
    `Nobody is signed in at ${server}: run kinfolio login, or set KINFOLIO_API_KEY, or KINFOLIO_EMAIL and KINFOLIO_PASSWORD.`,
  proofWanted: (server: string) =>
    `${server} asks for a sign-in of the last few minutes before it does this. Nothing was done: run kinfolio login, and then this command again.`,
  askEmail: 'E-mail: ',
  askPassword: 'Password: ',
  askCode: 'Code of your app, or a recovery code: ',
  askRecoveryCode: 'Recovery code: ',
  codeWrong: 'This code is wrong, too old, or was used before.',
  codesWrong: 'No code was right. Run kinfolio login again, with the code that your app shows then.',
  asksForCode:
    'This account asks for a code as well, and nobody is here to type it: run kinfolio login at a terminal, or set KINFOLIO_API_KEY to a key made in the settings.',
  asksForMore:
    'This account asks for a passkey or another device as well, which only a browser can bring: set KINFOLIO_API_KEY to a key made in the settings.',
  signedIn: (name: string, server: string) => `Signed in at ${server} as ${name}.`,
  signedOut: (server: string) => `Signed out at ${server}.`,
  wasNotSignedIn: 'Nobody was signed in.',
  serverUnreachable: (server: string, why: string) => `${server} does not answer (${why}).`,
  serverWrong: (server: string) => `"${server}" is no address of a server, such as http://localhost:8000.`,
  tryAgainIn: (refusal: string, seconds: number) => `${refusal}. Try again in ${plural(seconds, 'second')}.`,
  notUnderstood: (server: string, status: number) =>
    `${server} answered ${status} with something this version does not understand.`,
  sessionBusy: (path: string) => `Another kinfolio holds ${path}; try again, or remove it if none runs.`,
  sessionUnreadable: (path: string) => `${path} is damaged; remove it and sign in again.`,

  keysWhat: 'Say what to rotate: kinfolio keys rotate signing.',
  keyRotated:
    'A new key signs from now on. Running servers take it up within half a minute; nobody has to sign in again.',
  keyRotatedAtOnce:
    'A new key signs from now on, and within half a minute nothing signed before is believed; devices fetch new tokens by themselves.',

  planWhat: 'Say which space and which plan: kinfolio plan SPACE PLAN. Without either, both are shown.',
  planList: (ids: string[]) => `Plans: ${ids.join(', ')}`,
  planOfSpace: (space: { id: string; kind: string; name: string; plan: string }) =>
    `${space.id}  ${space.kind.padEnd(8)}  ${space.plan.padEnd(10)}  ${space.name}`,
  planGiven: (space: string, title: string) => `${space} has the plan ${title} now.`,
  planUnknown: (plan: string) => `There is no plan "${plan}"; kinfolio plan shows those there are.`,
  spaceUnknown: (space: string) => `There is no space "${space}"; kinfolio plan shows those there are.`,
  spaceAmbiguous: (space: string, ids: string[]) => `Several spaces are called "${space}": ${ids.join(', ')}`,
  personWhat: 'Say what to do for whom: kinfolio person reset EMAIL, or kinfolio person verify EMAIL.',
  personUnknown: (email: string) => `Nobody has an account with the address ${email}.`,
  personVerified: (email: string) => `${email} is verified already; there is nothing left to prove.`,
  resetLink: (to: string, hours: number) =>
    `With this link, ${to} chooses a new password. It works once, for ${plural(hours, 'hour')}; nothing changes until then.`,
  verifyLink: (to: string, hours: number) =>
    `With this link, ${to} is verified, and a new account opens. It works once, for ${plural(hours, 'hour')}.`,
  handItOver: 'Give it to them yourself: whoever has it can use it.',
  linkAddressGuessed: (origin: string) =>
    `PUBLIC_URL is not set: where people reach this server elsewhere than at ${origin}, put that in its place.`,
  readPagesWrong: (given: string) => `--read-pages: ${given} is no number of pages.`,

  configWritten: (path: string) => `${path} says what the settings are.`,
}

function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`
}

const UNITS = ['B', 'kB', 'MB', 'GB', 'TB']

/** A size for people: three digits at most, decimal units. */
export function sizeInWords(bytes: number): string {
  let [value, unit] = [bytes, 0]
  // What would be rounded to 1000 is one of the next unit.
  while (value >= 999.5 && unit < UNITS.length - 1) [value, unit] = [value / 1_000, unit + 1]
  return `${unit === 0 || value >= 99.95 ? Math.round(value) : value.toFixed(1)} ${UNITS[unit]}`
}
