import { sandboxOff, type BrowserOptions } from '../../render/browser.ts'
import { printTestPage } from '../../render/print/test-page.ts'
import { configurationSchema, type Configuration } from '../configuration.ts'
import type { Context, Options } from '../context.ts'
import { silentLog } from '../../core/log.ts'
import { browserOptions } from '../stages/render.ts'
import { guarded, ok, warn, type Diagnosis } from './diagnosis.ts'

const SUBJECT = 'browser'

/** Whether a browser is there and prints a page with our fonts. Without a configuration the default one is looked for. */
export function checkBrowser(
  configuration: Configuration | undefined,
  options: Options,
  context: Context,
): Promise<readonly Diagnosis[]> {
  return guarded(SUBJECT, 'install Chromium', async () => {
    const used = configuration ?? configurationSchema.parse({})
    const request = { pdf: options.pdf !== false, sandbox: options.browserSandbox !== false }
    if (!request.pdf || !used.report.pdf)
      return [ok(SUBJECT, 'not looked for: no PDF is asked for')]
    const browser = { ...browserOptions(used, request, context), log: silentLog }
    const { executable, origin, version } = await printTestPage(context.clock.now(), browser)
    return [
      ok(SUBJECT, `${executable} (${origin}), version ${version}, printed a test page`),
      ...withoutSandbox(browser),
    ]
  })
}

function withoutSandbox(browser: BrowserOptions): readonly Diagnosis[] {
  const why = sandboxOff(browser)
  if (why === undefined) return []
  const fix = 'run exhibit as an account of its own, and leave the sandbox on'
  return [warn(SUBJECT, `it prints without its own sandbox: ${why}`, fix)]
}
