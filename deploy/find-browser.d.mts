/** A browser that started and said its version. */
export type FoundBrowser = {
  readonly origin:
    | 'configured'
    | 'EXHIBIT_BROWSER'
    | 'PUPPETEER_EXECUTABLE_PATH'
    | 'puppeteer cache'
    | 'system'
    | 'shipped'
  readonly executable: string
  readonly version: string
  /** variables that it needs to start */
  readonly environment: Readonly<Record<string, string>>
}

/** The first browser that works, or why none does. */
export function findBrowser(options: {
  readonly configured?: string | undefined
  readonly env: Readonly<Record<string, string | undefined>>
  readonly root?: string
}): Promise<FoundBrowser | { readonly reasons: readonly string[] }>
