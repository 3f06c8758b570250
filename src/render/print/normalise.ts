export function normalisedPdf(raw: Uint8Array, date: string): Uint8Array {
  return date ? raw : raw
}
