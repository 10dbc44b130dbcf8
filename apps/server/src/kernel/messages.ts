/** Why an address that somebody typed, or was sent on to, is not called; said after its name. */
const refusals = {
  'not-allowed': 'is not an address we may call; private ones need the operator to name them in OUTBOUND_ALLOW',
  'not-http': 'is neither http nor https',
  'with-password': 'carries a password in its address',
} as const
export type AddressRefusal = keyof typeof refusals

/** Every sentence of the kernel that a person reads: beside jobs, in the answers of a failure, in place of a page. */
export const messages = {
  jobTookLonger: (seconds: number) => `it took longer than ${seconds} seconds`,
  jobFailedInside: (name: string) => `Something inside Kinfolio failed (${name}); the server's log says more`,
  workerDied: 'The worker that ran it stopped in the middle',
  workersDied: (times: number) => `The worker that ran it stopped in the middle, ${times} times`,
  leftAlone: (who: string, at: { failures: number; said: string | undefined }) =>
    `${who} failed ${at.failures} times in a row${at.said === undefined ? '' : ` (${at.said})`}; it is left alone for a moment`,

  cursorForeign: 'is none that this list has handed out',

  notAnAddress: 'The address is not a URL',
  addressRefused: (host: string, why: AddressRefusal) => `${host} ${refusals[why]}`,
  tooManyRedirects: (host: string, max: number) => `${host} sent us through more than ${max} redirects`,
  wouldSendOn: (host: string, to: string) => `${host} wanted to send our request on to ${to}`,
  noAnswerInTime: (who: string) => `${who} did not answer in time`,
  notReached: (who: string) => `${who} could not be reached`,
  answeredTooMuch: (who: string, maxBytes: number) => `${who} answered with more than ${maxBytes} bytes`,
  notUnpacked: (who: string, encoding: string) =>
    `${who} answered in the encoding "${encoding}", which could not be unpacked`,

  failedInside: 'Something went wrong on our side; nothing you sent was lost if it was acknowledged',
  webAppNotBuilt: 'The web app is not built yet. Start the server with `npm start`.',
  problemHeading: (name: string, status: number) => `Problem ${name}, HTTP status ${status}`,
  problemMeans:
    'Kinfolio answers this when a request cannot be carried out as it stands. Nothing that was acknowledged before is lost.',
  problemDetails:
    "The answer's <code>detail</code> says more, and its <code>instance</code> is the number of the request in the server's log.",
  problemsElsewhere: 'All routes and their problems',
}
