const FALLBACK = 'export'
const NAME_BYTES_MAX = 200
/** What comes after the last dot of a longer name is no ending. */
const ENDING_BYTES_MAX = 20

/** The name an answer wants to be saved under, made safe: it never leads to another folder or hides the file. */
export function fileNameIn(response: Response): string {
  const header = response.headers.get('content-disposition') ?? ''
  const extended = /filename\*=UTF-8''([^;\s]+)/i.exec(header)?.[1]
  const plain = /filename="([^"]*)"/i.exec(header)?.[1]
  return safeName(decoded(extended) ?? plain ?? FALLBACK)
}

function decoded(encoded: string | undefined): string | undefined {
  if (encoded === undefined) return undefined
  try {
    return decodeURIComponent(encoded)
  } catch (error) {
    if (error instanceof URIError) return undefined
    throw error
  }
}

function safeName(name: string): string {
  const plain = name
    .replace(/[\p{Cc}\p{Cf}]/gu, '')
    .replace(/[/\\:*?"<>|]/g, '_')
    .replace(/^\.+/, '')
    .trim()
  const short = Buffer.byteLength(plain) > NAME_BYTES_MAX ? shortened(plain) : plain
  return short === '' ? FALLBACK : short
}

/** Keeps the ending, which says what the file is. */
function shortened(name: string): string {
  const dot = name.lastIndexOf('.')
  const last = dot > 0 ? name.slice(dot) : ''
  const ending = Buffer.byteLength(last) > ENDING_BYTES_MAX ? '' : last
  const room = NAME_BYTES_MAX - Buffer.byteLength(ending)
  return (
    Buffer.from(name.slice(0, name.length - ending.length))
      .subarray(0, room)
      .toString()
      .replace(/\uFFFD$/, '') + ending
  )
}
