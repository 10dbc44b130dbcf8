import { writeFileSync } from 'node:fs'
import { comparePens, scorePictures } from './fidelity.ts'
import { FIDELITY_PAGE, printFidelity } from './fidelity-page.ts'

// Brings the tables of docs/fidelity.md up to date. Needs the corpus.
writeFileSync(FIDELITY_PAGE, printFidelity({ scores: await scorePictures(), pens: await comparePens() }))
