export const messages = {
  cursorForeign: 'This is no cursor of this list.',
}
