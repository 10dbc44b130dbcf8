/** The file name a server proposes in Content-Disposition; RFC 6266, the extended form first. */
export function proposedName(disposition: string | null): string | null {
  if (disposition === null) return null
  const extended = /filename\*\s*=\s*UTF-8''([^;]+)/i.exec(disposition)?.[1]
  if (extended !== undefined) return decodeOrNull(extended.trim())
  const plain = /filename\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^;\s]+))/i.exec(disposition)
  return plain?.[1]?.replace(/\\(.)/g, '$1') ?? plain?.[2] ?? null
}

/** Saves an answer under the name the server proposes; answers that name. */
export async function saveResponse(response: Response, fallbackName: string): Promise<string> {
  const name = proposedName(response.headers.get('Content-Disposition')) ?? fallbackName
  const url = URL.createObjectURL(await response.blob())
  const link = document.createElement('a')
  link.href = url
  link.download = name
  link.click()
  // The browser reads the blob after this turn; a minute is ample for it to have taken hold of it.
  setTimeout(() => URL.revokeObjectURL(url), 60_000)
  return name
}

function decodeOrNull(encoded: string): string | null {
  try {
    return decodeURIComponent(encoded)
  } catch (error) {
    if (error instanceof URIError) return null
    throw error
  }
}
