/** What a user agent says of itself, as far as a person would recognise it. */
export type AgentWords = { browser: string | null; system: string | null }

/** In the order in which they may be believed: most browsers also claim to be another one. */
const BROWSERS: readonly [mark: RegExp, name: string][] = [
  [/\bkinfolio-cli\b/, 'Kinfolio command line'],
  [/\bEdg(?:A|iOS)?\//, 'Edge'],
  [/\bOPR\//, 'Opera'],
  [/\bSamsungBrowser\//, 'Samsung Internet'],
  [/\b(?:Firefox|FxiOS)\//, 'Firefox'],
  [/\b(?:Headless)?Chrom(?:e|ium)\/|\bCriOS\//, 'Chrome'],
  [/\bVersion\/[\d.]+.*\bSafari\//, 'Safari'],
]
const SYSTEMS: readonly [mark: RegExp, name: string][] = [
  [/\biPhone\b/, 'iPhone'],
  [/\biPad\b/, 'iPad'],
  [/\bAndroid\b/, 'Android'],
  [/\bWindows\b/, 'Windows'],
  [/\bMacintosh\b/, 'macOS'],
  [/\bCrOS\b/, 'ChromeOS'],
  [/\bLinux\b/, 'Linux'],
]

export function describeAgent(userAgent: string): AgentWords {
  const named = (marks: readonly [RegExp, string][]): string | null =>
    marks.find(([mark]) => mark.test(userAgent))?.[1] ?? null
  return { browser: named(BROWSERS) ?? ownName(userAgent), system: named(SYSTEMS) }
}

/** A program that is no browser most often begins with its name: `curl/8.5.0`. */
function ownName(userAgent: string): string | null {
  const name = /^([A-Za-z][\w.-]{0,39})(?:\/|$)/.exec(userAgent)?.[1]
  return name === undefined || name === 'Mozilla' ? null : name
}
