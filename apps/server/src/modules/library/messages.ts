const files = (count: number): string => (count === 1 ? '1 file' : `${count} files`)

/** Every sentence of the library that a person reads: on documents, beside what was set aside, in problems. */
export const messages = {
  protected: 'The file is protected by a password. Its bytes are kept; hand in a copy without one to read it.',
  noPages: 'The file has no pages.',
  firstPagesOfFile: (at: { count: number; shown: number }) =>
    `It has ${at.count} pages; the first ${at.shown} are shown.`,
  firstPagesOfDocument: (at: { count: number; shown: number }) =>
    `The document lists ${at.count} pages; the first ${at.shown} are shown.`,
  notOpened: (why: string) => `The file could not be opened (${why}). Its bytes are kept.`,
  notOpenedAtLast: (why: string) => `The file could not be opened: ${why}. Its bytes are kept.`,
  unknownReason: 'unknown reason',
  fileTooLarge: 'The file is larger than what is opened here. Its bytes are kept.',
  fileTooMuch: 'Opening the file took more time or memory than it may. Its bytes are kept.',
  pictureTooLarge: (size: string) => `The picture claims ${size} pixels, more than is drawn. Its bytes are kept.`,
  heicTooLarge: (size: string) => `The picture has ${size} pixels, more than is drawn.`,
  heicEmpty: 'The HEIC file is damaged or holds no picture. Its bytes are kept.',
  heicNotDecoded: 'The HEIC picture could not be decoded. Its bytes are kept.',

  fromTemplate: 'A template of the tablet: kept, but not used.',
  fromFolder: 'A folder of the tablet.',
  fileEmpty: 'The file is empty.',
  fileUnknown: 'This is no page, PDF, EPUB or picture that Kinfolio knows.',

  archiveUnpacked: (count: number) => `${files(count)} ${count === 1 ? 'was' : 'were'} taken from it.`,
  archiveNotOpened: 'The archive could not be opened.',
  archiveTooDeep: 'It lies in an archive within an archive and was not opened.',
  archiveDamaged: 'The archive is damaged, and nothing in it could be read.',
  archiveCutOff: (count: number) => `The archive is damaged or was cut off; ${files(count)} could be read.`,
  archiveTooMany: (max: number) => `It holds more than ${max} files.`,
  archiveTooLarge: (max: number) => `It unpacks to more than ${max} bytes.`,
  archiveTooDense: (max: number) => `It unpacks to more than ${max} times its own size.`,

  trashTitle: 'Trash',
  archiveTitle: 'Archive',
  folderInTrash: 'The folder is in the trash.',
}
