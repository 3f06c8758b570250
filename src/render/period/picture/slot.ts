import { coordinate } from '../../picture/svg.ts'
import { SLOT_WORDS, type SlotState } from '../words.ts'

const OCTAGON = 'M5.2 1h5.6L15 5.2v5.6L10.8 15H5.2L1 10.8V5.2z'

/** Shapes in a square of 16, each with its letter: filled for what needs a reader, outlined for what does not. */
const SHAPES: Record<
  SlotState,
  { readonly shape: string; readonly letter: 'cut-letter' | 'line-letter' }
> = {
  done: { shape: '<circle class="line" cx="8" cy="8" r="6.8"/>', letter: 'line-letter' },
  late: { shape: '<path class="line" d="M8 .9 15.1 8 8 15.1.9 8z"/>', letter: 'line-letter' },
  'caught-up': { shape: '<path class="line" d="M1.5 1.5h13v13h-13z"/>', letter: 'line-letter' },
  partial: { shape: '<path class="fill" d="M8 0 16 8l-8 8-8-8z"/>', letter: 'cut-letter' },
  'ad-hoc': { shape: '<path class="line" d="M1.5 1.5h13v13h-13z"/>', letter: 'line-letter' },
  unread: { shape: '<path class="fill" d="M1 1h14v14H1z"/>', letter: 'cut-letter' },
  'missed-stated': { shape: `<path class="line" d="${OCTAGON}"/>`, letter: 'line-letter' },
  'missed-recorded': {
    shape: '<circle class="fill" cx="8" cy="8" r="7.5"/>',
    letter: 'cut-letter',
  },
  'missed-silent': { shape: `<path class="fill" d="${OCTAGON}"/>`, letter: 'cut-letter' },
  retired: { shape: '', letter: 'line-letter' },
  'not-expected': { shape: '', letter: 'line-letter' },
  'to-come': {
    shape: '<circle class="line dotted" cx="8" cy="8" r="6.8"/>',
    letter: 'line-letter',
  },
}

function drawn(state: SlotState): string {
  const { shape, letter } = SHAPES[state]
  return `${shape}<text class="${letter}" x="8" y="11" text-anchor="middle">${SLOT_WORDS[state].letter}</text>`
}

/** The mark of a slot's state; the word always stands beside it, so it is hidden from readers of the text. */
export function slotMark(state: SlotState): string {
  return `<svg class="mark slot-${state}" aria-hidden="true" viewBox="0 0 16 16" width="12" height="12">${drawn(state)}</svg>`
}

/** The same inside a picture. */
export function slotAt(state: SlotState, x: number, y: number, size: number): string {
  const [left, top, side] = [x, y, size].map(coordinate)
  return `<svg class="slot-${state}" viewBox="0 0 16 16" x="${left ?? ''}" y="${top ?? ''}" width="${side ?? ''}" height="${side ?? ''}">${drawn(state)}</svg>`
}
