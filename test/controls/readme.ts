import { METHODS, counted, coverageOf } from '../../src/commands/controls/coverage.ts'
import { checksOf } from '../../src/commands/controls/list.ts'
import type { Catalogue, Framework } from '../../src/model/control.ts'
import { METHOD_WORDS } from '../../src/render/words.ts'
import { levelOf } from '../../src/render/written-for.ts'

/** The page of the catalogue, controls/README.md: coverage, and one table per framework. */
export function catalogueReadme({ frameworks }: Catalogue): string {
  const lines = [
    '# The catalogue',
    '',
    '<!-- made from the files beside this page; UPDATE_GOLDEN=1 npm test rewrites it -->',
    '',
    'Every control of every framework, and how it is answered. `exhibit controls explain ID` tells how each is decided and what that does not cover.',
    'Ids are those of the frameworks; unless a framework says otherwise, titles are our own words. Where the pairing is ours, no publisher says which checks speak of which',
    'control: such frameworks show the results of the same checks, and are used where `frameworks` in `exhibit.yaml` names them.',
    '',
    ...tableOf(
      ['framework', 'version', 'pairing', 'controls', ...METHODS.map((method) => METHOD_WORDS[method]), 'written for'],
      frameworks.map(coverageRow),
    ),
    ...frameworks.flatMap(chapterOf),
  ]
  return `${lines.join('\n')}\n`
}

function coverageRow(framework: Framework): readonly string[] {
  const coverage = coverageOf(framework)
  return [
    `[${framework.id}](#${framework.id.replaceAll('.', '')})`,
    ...[framework.version, framework.pairing ?? '', String(coverage.controls)],
    ...METHODS.map((method) => counted(coverage, method)),
    coverage.writtenFor ?? '',
  ]
}

function chapterOf(framework: Framework): readonly string[] {
  const { id, title, version, notice, controls } = framework
  return [
    ...['', `## ${id}`, '', `${title} ${version}. ${notice}`, ''],
    ...tableOf(
      ['id', 'title', 'level', 'answered', 'own method', 'checks'],
      controls.map((control) => [
        ...[control.id, control.title, levelOf(framework, control) ?? ''],
        ...[METHOD_WORDS[control.method], control.ownMethod ?? ''],
        checksOf(control)
          .map((check) => `\`${check}\``)
          .join(' '),
      ]),
    ),
  ]
}

function tableOf(
  header: readonly string[],
  rows: readonly (readonly string[])[],
): readonly string[] {
  return [header, header.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`)
}
