/**
 * Raised when drawings come out differently, whoever is to blame: the layout, the pens, an output, a source under the
 * ink. Pages are then drawn again.
 */
export const RENDERER_VERSION = 2
