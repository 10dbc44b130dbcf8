import { STYLES } from '@kinfolio/rm-format'
import type { NotebookInput, NotebookPage } from '@kinfolio/testkit/handwriting'
import { drawHeart, drawRing } from '@kinfolio/testkit/handwriting'
import {
  BLUE,
  GREY,
  MARK_YELLOW,
  openSheet,
  pageOf,
  RED,
  sketch,
  write,
  writeHeading,
  writeList,
  writeTasks,
} from './sheet.ts'
import { APPLE, BOWL, CAKE, JAR } from './sketches.ts'

const LEFT = -560

/** The recipes of a grandmother, copied from her cards. */
export function kitchenNotebook(): NotebookInput {
  return {
    title: 'Grandmother’s kitchen',
    folder: 'Recipes',
    seed: 'kinfolio demo kitchen',
    tags: ['family', 'recipes'],
    // 6 September 2026.
    modifiedMs: 1_788_681_600_000,
    pages: [titlePage(), appleCake(), plumJam(), sundayLunch()],
  }
}

function titlePage(): NotebookPage {
  const sheet = openSheet('kitchen/title')
  write(sheet, {
    text: 'Copied from the blue tin before the cards fall apart.',
    x: LEFT,
    y: 520,
    size: 30,
    width: 1100,
  })
  write(sheet, {
    text: 'For Emma and Jonas, with all the butter stains left out and all the love left in.',
    x: LEFT,
    y: 700,
    size: 30,
    width: 1080,
    ink: BLUE,
  })
  sketch(sheet, { drawn: BOWL, x: -240, y: 980, scale: 1.3 })
  sheet.strokes.push(...drawHeart({ ...RED, thickness: 3.2, seed: 'heart', x: 330, y: 1190, size: 60 }))
  sheet.strokes.push(...drawHeart({ ...RED, thickness: 2.6, seed: 'heart 2', x: 420, y: 1150, size: 36 }))
  write(sheet, { text: 'Rosa’s recipes, Lindenstrasse 14', x: -250, y: 1560, size: 24, ink: GREY })
  return {
    ...pageOf(sheet),
    text: {
      x: LEFT,
      y: 220,
      width: 1120,
      paragraphs: [
        { style: STYLES.title, text: 'Grandmother’s kitchen' },
        { style: STYLES.plain, text: 'Everything she cooked by heart, written down at last' },
      ],
    },
  }
}

function appleCake(): NotebookPage {
  const sheet = openSheet('kitchen/apple cake')
  const top = writeHeading(sheet, { text: 'Apple cake', x: LEFT, y: 210 })
  write(sheet, { text: 'for a round tin of 26 cm', x: LEFT, y: top, size: 22, ink: GREY })
  sketch(sheet, { drawn: APPLE, x: 330, y: 130, scale: 1.15 })
  const ingredients = ['250 g flour', '125 g soft butter', '120 g sugar', '3 eggs', '2 tsp baking powder']
  writeList(sheet, { lines: ingredients, x: LEFT, y: 460 })
  writeList(sheet, {
    lines: ['6 tart apples', '½ lemon, juice and zest', 'cinnamon, a good pinch', '4 tbsp milk'],
    x: 40,
    y: 460,
  })
  const steps = [
    'Beat the butter with the sugar until it is pale, then the eggs one by one.',
    'Fold in flour, baking powder and milk. The dough is thick, that is right.',
    'Peel the apples, cut them in quarters, score the backs like a fan.',
    'Press them into the dough, lemon over them, cinnamon last.',
  ]
  const after = writeList(sheet, { lines: steps, x: LEFT, y: 900, width: 1060, isNumbered: true })
  write(sheet, {
    text: 'Bake at 180 °C for 45 minutes.',
    x: LEFT,
    y: after + 30,
    size: 28,
    marked: { words: '180 °C 45 minutes.', argb: MARK_YELLOW },
  })
  write(sheet, { text: 'Grandpa: never enough apples!', x: -20, y: 1730, size: 26, ink: RED, slant: 0.2 })
  return pageOf(sheet)
}

function plumJam(): NotebookPage {
  const sheet = openSheet('kitchen/plum jam')
  writeHeading(sheet, { text: 'Plum jam', x: LEFT, y: 210 })
  sketch(sheet, { drawn: JAR, x: 300, y: 150, scale: 1.25 })
  write(sheet, { text: 'Plum', x: 384, y: 374, size: 20 })
  write(sheet, { text: '1987', x: 386, y: 420, size: 20 })
  const quantities = ['3 kg ripe plums', '1 kg sugar', '1 stick of cinnamon', '2 cloves, no more']
  writeList(sheet, { lines: quantities, x: LEFT, y: 420 })
  const how = [
    'Stone the plums and leave them with the sugar overnight.',
    'Next day into the oven at 160 °C, lid open, stir every half hour. It takes three hours and the whole house smells of it.',
    'Fill hot jars to the brim, turn them over for five minutes.',
  ]
  const after = writeList(sheet, { lines: how, x: LEFT, y: 780, width: 1080, isNumbered: true })
  write(sheet, {
    text: 'Ready when a spoon leaves a clean line.',
    x: LEFT,
    y: after + 40,
    size: 27,
    marked: { words: 'clean line.', argb: MARK_YELLOW },
  })
  const jars = ['x 4 jars for Aunt May', 'x 2 for the neighbours', '1 for Jonas to take to Lyon']
  writeTasks(sheet, { lines: jars, x: LEFT, y: after + 170, ink: BLUE })
  return pageOf(sheet)
}

function sundayLunch(): NotebookPage {
  const sheet = openSheet('kitchen/sunday')
  const y = write(sheet, {
    text: 'Ask Mum whether she ever used nutmeg. She says yes, Aunt May says never.',
    x: LEFT,
    y: 930,
    width: 1080,
    size: 28,
    ink: BLUE,
  })
  write(sheet, { text: 'Emma turns nine on 14 June!', x: LEFT, y: y + 110, size: 34, ink: RED, slant: 0.15 })
  sheet.strokes.push(...drawRing({ ...RED, seed: 'ring', box: { x: 22, y: y + 40, width: 296, height: 112 } }))
  sketch(sheet, { drawn: CAKE, x: -200, y: y + 240, scale: 1.35 })
  const paragraphs = [
    { style: STYLES.heading, text: 'Sunday lunch for eight' },
    { style: STYLES.plain, text: 'Potato soup, roast chicken with thyme, green beans, apple cake.' },
    { style: STYLES.heading, text: 'To buy on Saturday' },
    { style: STYLES.checkedCheckbox, text: '2 kg potatoes, the floury ones' },
    { style: STYLES.checkedCheckbox, text: 'Two chickens from Mr Okafor' },
    { style: STYLES.checkbox, text: 'Thyme and nutmeg' },
    { style: STYLES.checkbox, text: 'Half a litre of cream' },
    { style: STYLES.checkbox, text: 'Candles for Emma' },
  ]
  return { ...pageOf(sheet), text: { x: LEFT, y: 190, width: 1120, paragraphs } }
}
