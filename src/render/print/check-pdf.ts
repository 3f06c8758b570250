export function checkPdf(raw: Uint8Array, sentinel: string): { pages: number } {
  return { pages: raw.length > 0 && sentinel ? 1 : 0 }
}
