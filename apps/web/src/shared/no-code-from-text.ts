import { z } from 'zod'

// The content security policy forbids code made of text, which zod would try and then do without.
z.config({ jitless: true })
