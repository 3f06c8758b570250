import type { Report } from '../report-schema.ts'
import { several, type Table } from './table.ts'

/** What people have stated: one row for each sign-off and cluster of which it speaks. */
export function signOffs({ statements }: Report): Table {
  return {
    name: 'Sign-offs',
    columns: [
      ...['sign-off', 'control', 'stated by', 'on', 'of', 'cadence', 'authorship', 'file'],
      ...['cluster', 'state', 'why', 'until', 'bound to', 'evidence', 'missed activity', 'note'],
    ],
    rows: function* () {
      for (const one of statements.signOffs) {
        const front = [one.id, one.control, one.by, one.performedOn, one.period, one.cadence]
        const evidence = one.evidence.map(({ link, digest }) => `${link} ${digest}`.trimEnd())
        const back = [several(evidence), one.missed, one.note]
        if (one.states.length === 0)
          yield [...front, one.authorship, one.file, '', NOWHERE, '', '', '', ...back]
        for (const { cluster, word, why, until, digests } of one.states) {
          const bound = several(digests.map(({ of, digest }) => `${of} ${digest}`))
          yield [...front, one.authorship, one.file, cluster, word, why, until, bound, ...back]
        }
      }
    },
  }
}

const NOWHERE = 'speaks of no cluster that was read'

/** Controls that ask for a statement and have none in force, or one that is due soon. */
export function statementsDue({ statements: { due } }: Report): Table {
  return {
    name: 'Statements due',
    columns: ['control', 'what is to be stated', 'state', 'why', 'clusters'],
    rows: function* () {
      for (const { control, statement, states } of due)
        for (const { word, why, clusters } of states)
          yield [control, statement, word, why, several(clusters)]
    },
  }
}

/** What the organisation's applicability file states not to apply. */
export function statedNotToApply({ statements: { applicability } }: Report): Table {
  return {
    name: 'Stated not to apply',
    columns: ['statement', 'control', 'clusters', 'reason', 'approval', 'state'],
    rows: function* () {
      for (const one of applicability?.entries ?? [])
        yield [one.id, one.control, one.clusters, one.reason, one.approval, several(one.states)]
    },
  }
}

/** What other tools said of clusters, and whether it counts. */
export function outsideEvidence({ outside }: Report): Table {
  return {
    name: 'Outside evidence',
    columns: [
      ...['cluster', 'statement', 'tool', 'benchmark', 'nodes', 'taken on', 'until', 'state'],
      ...['why', 'attached by', 'reviewed', 'authorship', 'digest'],
    ],
    rows: function* () {
      for (const one of outside)
        yield [
          ...[one.cluster, one.id, one.tool, one.benchmark, several(one.nodes), one.takenOn],
          ...[one.until, one.word, one.why, one.by, one.reviewed ?? '', one.authorship],
          one.digest,
        ]
    },
  }
}
