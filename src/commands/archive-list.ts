import { folderOf } from '../archive/layout.ts'
import { readEntries } from '../archive/log.ts'
import { uncommitted } from '../archive/uncommitted.ts'
import { loadConfiguration } from './configuration.ts'
import { textOption, type CommandSpec } from './context.ts'
import { ARCHIVE, CONFIG, OUTPUT } from './options.ts'
import { stringifyJson, table } from './output.ts'
import { openArchiveToRead } from './stages/store.ts'

/** `exhibit archive list`: what was committed, in the order of the log, and what was not. */
export const archiveListCommand: CommandSpec = {
  name: 'archive list',
  summary: 'list committed runs and reports, and folders that were never committed',
  options: [CONFIG, ARCHIVE, OUTPUT],
  examples: ['exhibit archive list --archive ./archive'],
  run: async (context, _args, options) => {
    const store = await openArchiveToRead(loadConfiguration(context, options), context)
    const entries = (await readEntries(store)).map(({ entry }) => entry)
    const orphans = []
    const known = new Set(entries.map(({ runId }) => runId))
    for await (const orphan of uncommitted(store, known)) orphans.push(orphan.path)
    if (textOption(options, 'output') === 'json') {
      context.stdout(stringifyJson({ format: 'archive-list/v1', entries, uncommitted: orphans }))
      return 0
    }
    const rows = entries.map(({ number, kind, runId, slot, trigger, attempt, summary }) => [
      ...[String(number), kind, runId, slot ?? '-', trigger, String(attempt)],
      `${summary.status}, ${summary.complete} of ${summary.clusters}`,
      folderOf(kind, runId),
    ])
    context.stdout(
      table(['#', 'kind', 'id', 'slot', 'trigger', 'attempt', 'clusters', 'folder'], rows),
    )
    for (const path of orphans) context.stdout(`uncommitted: ${path}\n`)
    return 0
  },
}
