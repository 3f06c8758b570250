const BY_ENDING: Readonly<Record<string, string>> = {
  csv: 'text/csv; charset=utf-8',
  gz: 'application/gzip',
  html: 'text/html; charset=utf-8',
  json: 'application/json',
  md: 'text/markdown; charset=utf-8',
  p7s: 'application/pkcs7-signature',
  pdf: 'application/pdf',
  svg: 'image/svg+xml',
  txt: 'text/plain; charset=utf-8',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  yaml: 'application/yaml',
}

/** The media type that a path's ending says; SHA256SUMS is text, and what is not known is `application/octet-stream`. */
export function mediaTypeOf(path: string): string {
  const name = path.slice(path.lastIndexOf('/') + 1)
  if (name === 'SHA256SUMS') return 'text/plain; charset=utf-8'
  const ending = name.slice(name.lastIndexOf('.') + 1)
  return Object.hasOwn(BY_ENDING, ending) ? (BY_ENDING[ending] ?? '') : 'application/octet-stream'
}
