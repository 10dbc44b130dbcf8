/** Whether somebody typed what was asked for; capitals and spaces around it prove nothing. */
export function isTyped(given: string, wanted: string): boolean {
  const plain = (text: string): string => text.normalize('NFC').trim().replaceAll(/\s+/g, ' ').toLowerCase()
  return plain(given) !== '' && plain(given) === plain(wanted)
}
