/** Fillings that stay apart in greyscale; the classes `p-<name>` of the stylesheet refer to them. Stands once in each document. */
export function patternDefinitions(): string {
  const pattern = (name: string, size: number, body: string) =>
    `<pattern id="pattern-${name}" width="${size}" height="${size}" patternUnits="userSpaceOnUse">${body}</pattern>`
  return [
    '<svg class="definitions" aria-hidden="true" width="0" height="0"><defs>',
    pattern(
      'fail',
      6,
      '<rect class="ground-fail" width="6" height="6"/><path class="stroke-light" d="M0 6 6 0M-1.5 1.5l3-3M4.5 7.5l3-3"/>',
    ),
    pattern(
      'undetermined',
      5,
      '<rect class="ground-undetermined" width="5" height="5"/><circle class="dot-light" cx="2.5" cy="2.5" r="1"/>',
    ),
    pattern(
      'needs-sign-off',
      6,
      '<rect class="ground-sign" width="6" height="6"/><path class="stroke-light" d="M3 0v6"/>',
    ),
    pattern(
      'waived',
      6,
      '<rect class="ground-paper" width="6" height="6"/><path class="stroke-waived" d="M0 3h6"/>',
    ),
    pattern(
      'hatch',
      7,
      '<rect class="ground-wash-fail" width="7" height="7"/><path class="stroke-fail" d="M0 7 7 0M-1.5 1.5l3-3M5.5 8.5l3-3"/>',
    ),
    pattern(
      'dots',
      8,
      '<rect class="ground-paper" width="8" height="8"/><circle class="dot-waived" cx="2" cy="2" r=".8"/><circle class="dot-waived" cx="6" cy="6" r=".8"/>',
    ),
    '</defs></svg>',
  ].join('')
}
