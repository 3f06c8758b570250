import type { ControlOutcome, Verdict } from '../../model/evaluation.ts'

/** Shapes in a square of 16, each different without its colour: filled, wholly or by half, for what needs a reader, outlined for what does not. */
const SHAPES: Readonly<Record<ControlOutcome, string>> = {
  fail: '<path class="fill" d="M5 .8h6L15.2 5v6L11 15.2H5L.8 11V5z"/><path class="cut" d="m5.2 5.2 5.6 5.6m0-5.6-5.6 5.6"/>',
  undetermined:
    '<path class="fill" d="M8 .8v14.4L.8 8z"/><path class="line" d="M8 1.1 14.9 8 8 14.9 1.1 8z"/>',
  'needs-sign-off':
    '<path class="fill" d="M1.5 1.5h13v13h-13z"/><path class="cut" d="M4.6 11.4 5 9.2l4.8-4.8 1.8 1.8L6.8 11z"/>',
  waived:
    '<path class="line" d="M8 1.3 14 3.5v4c0 3.6-2.4 6-6 7.3-3.6-1.3-6-3.7-6-7.3v-4z"/><path class="line" d="M5 8.2h6"/>',
  'signed-off':
    '<path class="line" d="M1.8 1.8h12.4v12.4H1.8z"/><path class="line" d="m4.8 8.2 2.2 2.3 4.3-4.8"/>',
  pass: '<circle class="line" cx="8" cy="8" r="6.7"/><path class="line" d="m4.9 8.2 2.2 2.3 4.2-4.8"/>',
  'not-applicable': '<circle class="line" cx="8" cy="8" r="6.7"/><path class="line" d="M5 8h6"/>',
}

/** The definitions that `mark` refers to; stands once in each document. */
export function markDefinitions(): string {
  const symbols = Object.entries(SHAPES).map(
    ([name, shape]) => `<symbol id="mark-${name}" viewBox="0 0 16 16">${shape}</symbol>`,
  )
  return `<svg class="definitions" aria-hidden="true" width="0" height="0">${symbols.join('')}</svg>`
}

/** The mark of a result; the word always stands beside it, so it is hidden from readers of the text. */
export function mark(outcome: ControlOutcome | Verdict): string {
  return `<svg class="mark ${outcome}" aria-hidden="true" viewBox="0 0 16 16" width="11" height="11"><use href="#mark-${outcome}"/></svg>`
}
