/** One field: text that is already printable, empty where there is nothing to say, or a number. */
export type Cell = string | number

/**
 * One table of a view as data, which CSV, XLSX and their like place in rows and columns. Rows can be asked for any number of times, always come in the same order, and are made
 * while they are asked for: nothing holds them.
 */
export type Table = {
  /** `Check results` */
  readonly name: string
  /** all different */
  readonly columns: readonly string[]
  /** each as long as the columns */
  readonly rows: () => Iterable<readonly Cell[]>
}

/** Several values in one field. */
export function several(values: readonly string[]): string {
  return values.join(' | ')
}

/** Named values in one field: `name: value`. */
export function named(
  values: readonly { readonly name: string; readonly value: string }[],
): string {
  return several(values.map(({ name, value }) => `${name}: ${value}`))
}

/** `yes` or `no`. */
export function yesNo(said: boolean): string {
  return said ? 'yes' : 'no'
}
