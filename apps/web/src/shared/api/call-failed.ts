type Failure = {
  /** `offline`: no answer came. `refused`: an answer with an error. `misunderstood`: an answer of another form. */
  kind: 'offline' | 'refused' | 'misunderstood'
  /** The HTTP status; 0 without an answer. */
  status: number
  type?: string | undefined
  title?: string | undefined
  detail?: string | undefined
  /** The request's id, to quote when asking for help. */
  instance?: string | undefined
}

/** A call that did not end in an answer or a declared problem. Screens say it in words through `wordsOf`. */
export class CallFailed extends Error {
  override readonly name = 'CallFailed'
  readonly failure: Failure

  constructor(failure: Failure, options?: ErrorOptions) {
    super(failure.detail ?? failure.title ?? `The call failed (${failure.kind}, ${failure.status})`, options)
    this.failure = failure
  }
}
