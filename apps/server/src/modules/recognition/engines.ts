/** What a page's own files said: typed on the tablet, printed in the source. */
export const FILE_ENGINE = 'file'
export const FILE_ENGINE_VERSION = '1'
/** A correction by hand. */
export const PERSON_ENGINE = 'person'
export const PERSON_ENGINE_VERSION = '1'
