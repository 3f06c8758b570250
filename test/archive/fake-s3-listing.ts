/** The answer to ListObjectsV2: keys by bytes of UTF-8, folders rolled up, pages as the server wills. */
export function listing(
  objects: ReadonlyMap<string, Buffer>,
  query: URLSearchParams,
  pageSize: number,
): string {
  const prefix = query.get('prefix') ?? ''
  const after = query.get('continuation-token') ?? ''
  const limit = Math.min(Number(query.get('max-keys') ?? 1000), pageSize)
  const rows = rolledUp(objects, prefix, query.get('delimiter')).filter(([name]) => name > after)
  const page = rows.slice(0, limit)
  const more = rows.length > limit
  const items = page.map(([name, size]) =>
    size === undefined
      ? `<CommonPrefixes><Prefix>${urlEncoded(name)}</Prefix></CommonPrefixes>`
      : `<Contents><Key>${urlEncoded(name)}</Key><Size>${size}</Size></Contents>`,
  )
  const next = more
    ? `<NextContinuationToken>${page.at(-1)?.[0] ?? ''}</NextContinuationToken>`
    : ''
  return `<?xml version="1.0"?><ListBucketResult><EncodingType>url</EncodingType><IsTruncated>${more}</IsTruncated>${next}${items.join('')}</ListBucketResult>`
}

/** The answer to ListObjectVersions: as many versions of each key as were written. */
export function versionListing(
  written: ReadonlyMap<string, number>,
  query: URLSearchParams,
): string {
  const prefix = query.get('prefix') ?? ''
  const versions = [...written]
    .filter(([key]) => key.startsWith(prefix))
    .flatMap(([key, count]) =>
      Array.from(
        { length: count },
        (_, version) => `<Version><Key>${key}</Key><VersionId>${version}</VersionId></Version>`,
      ),
    )
  return `<?xml version="1.0"?><ListVersionsResult>${versions.join('')}</ListVersionsResult>`
}

function rolledUp(
  objects: ReadonlyMap<string, Buffer>,
  prefix: string,
  delimiter: string | null,
): readonly (readonly [name: string, size: number | undefined])[] {
  const rows = new Map<string, number | undefined>()
  for (const [key, body] of objects) {
    if (!key.startsWith(prefix)) continue
    const end = delimiter === null ? -1 : key.indexOf(delimiter, prefix.length)
    if (end === -1) rows.set(key, body.length)
    else rows.set(key.slice(0, end + 1), undefined)
  }
  return [...rows].sort(([a], [b]) => Buffer.compare(Buffer.from(a), Buffer.from(b)))
}

function urlEncoded(key: string): string {
  return encodeURIComponent(key).replaceAll('%20', '+').replaceAll('%2F', '/')
}
