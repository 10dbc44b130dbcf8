/** Raised when drawings come out differently: pages are then drawn again. */
export const RENDERER_VERSION = 1
