/**
 * A suite that needs a real server, as `found` says: its location, or why it is not here and how to get it.
 *
 * Without the server the suite is pending under a title that gives the reason; where `CI` is set it fails instead, because there the
 * server must be.
 */
export function describeReal<Location>(
  title: string,
  found: Found<Location>,
  body: (location: Location) => void,
): void {
  if (found.kind === 'found') describe(title, () => body(found.location))
  else if (process.env.CI === undefined) describe.skip(`${title} (not run: ${found.how})`, none)
  else
    it(title, () => {
      throw new Error(found.how)
    })
}

function none(): void {
  it('is not run', () => undefined)
}

/** Where a real server is, or how to get one. */
export type Found<Location> =
  | { readonly kind: 'found'; readonly location: Location }
  | { readonly kind: 'missing'; readonly how: string }
