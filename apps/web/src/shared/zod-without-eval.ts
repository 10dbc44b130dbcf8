import { z } from 'zod'

/**
 * The content security policy forbids code made of text, which zod would try for every schema and then do without.
 * Imported before anything that makes a schema.
 */
z.config({ jitless: true })
