const LOOPBACK = ['127.0.0.1', '[::1]']

/** The address by the name of this machine where only it can reach the server: browsers make no passkeys for numbers. */
export function addressForPeople(url: string): string {
  const { protocol, hostname, port } = new URL(url)
  return LOOPBACK.includes(hostname) ? `${protocol}//localhost${port === '' ? '' : `:${port}`}` : url
}
