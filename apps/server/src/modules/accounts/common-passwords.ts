/**
 * Whether the password is among the commonly used ones, of which a list of 50,000 comes along: as it is, twice and more
 * in a row, dressed up with signs around it, or with signs for letters ("P@ssw0rd1234!").
 */
export async function isCommon(password: string): Promise<boolean> {
  const common = await commonPasswords()
  const plain = password.normalize('NFKC').toLowerCase()
  const core = coreOf(plain)
  const isMostlyCore = core.length * 2 >= plain.length
  const candidates = [plain, onceOf(plain), ...(isMostlyCore ? [core, onceOf(core)] : [])]
  return candidates.some((candidate) => spelled(candidate).some((word) => common.has(word)))
}

/** Whether it is little more than the person's address or name, which is what is tried first. */
export function isPersonal(password: string, whose: { email: string; name: string }): boolean {
  const bare = bareOf(password)
  const known = [whose.email, whose.email.split('@')[0] ?? '', whose.name].map(bareOf)
  return bare === '' ? false : known.some((word) => word === bare || onceOf(bare) === word)
}

/** 50,000 words are worth loading only where somebody chooses a password. */
let loading: Promise<ReadonlySet<string>> | undefined
async function commonPasswords(): Promise<ReadonlySet<string>> {
  loading ??= import('@zxcvbn-ts/language-common').then(({ dictionary }) => new Set(dictionary['passwords-common']))
  return loading
}

const SIGNS_FOR_LETTERS: Record<string, string> = {
  '0': 'o',
  '1': 'i',
  '3': 'e',
  '4': 'a',
  '5': 's',
  '7': 't',
  '@': 'a',
  $: 's',
}

function spelled(word: string): string[] {
  const unleeted = word.replaceAll(/[013457@$]/g, (sign) => SIGNS_FOR_LETTERS[sign] ?? sign)
  return [word, unleeted, coreOf(unleeted)]
}

/** Without what is put around a word: digits, signs, blanks. */
function coreOf(word: string): string {
  return word.replace(/^[^\p{Letter}]+/u, '').replace(/[^\p{Letter}]+$/u, '')
}

/** What it consists of, when that is written several times in a row. */
function onceOf(word: string): string {
  return /^(.+?)\1+$/u.exec(word)?.[1] ?? word
}

/** Letters and digits alone, without digits at the end: what stays of a name however it is written. */
function bareOf(text: string): string {
  return text
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll(/[^\p{Letter}\p{Number}]+/gu, '')
    .replace(/\p{Number}+$/u, '')
}
