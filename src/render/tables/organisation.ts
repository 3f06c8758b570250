import type { Report } from '../report-schema.ts'
import { named, several, type Table } from './table.ts'

/** The rules of the organisation's scope file. */
export function scopeRules({ organisation: { scope } }: Report): Table {
  return {
    name: 'Scope rules',
    columns: ['rule', 'class', 'subjects', 'declares', 'justification', 'owner', 'concerns'],
    rows: function* () {
      for (const one of scope)
        yield [
          ...[one.id, one.word, one.subjects, several(one.declares)],
          ...[one.justification, one.owner, several(one.concerns)],
        ]
    },
  }
}

/** The register of approved flows. */
export function approvedFlows({ organisation: { flows } }: Report): Table {
  return {
    name: 'Approved flows',
    columns: [
      ...['flow', 'from', 'to', 'traffic', 'service', 'need', 'approval', 'ticket'],
      ...['review by', 'mitigation', 'state'],
    ],
    rows: function* () {
      for (const one of flows)
        yield [
          ...[one.id, one.from, one.to, one.traffic, one.service, one.need, one.approval],
          ...[one.ticket, one.reviewBy, one.mitigation],
          one.states.length === 0 ? 'in use' : several(one.states),
        ]
    },
  }
}

/** Waivers, with their state over the estate and in each cluster. */
export function waivers({ organisation: { waivers } }: Report): Table {
  return {
    name: 'Waivers',
    columns: [
      ...['waiver', 'state', 'why', 'check', 'subjects', 'reason', 'requested by', 'approval'],
      ...['ticket', 'expires', 'concerns', 'in each cluster', 'matched in a cluster at most'],
      'compensating control, recorded for the assessor',
    ],
    rows: function* () {
      for (const one of waivers)
        yield [
          ...[one.id, one.word, one.why, one.check, several(one.subjects), one.reason],
          ...[one.requestedBy, one.approval, one.ticket, one.expires, several(one.concerns)],
          several(
            one.states.map(
              ({ cluster, word, matched }) => `${cluster}: ${word}, ${matched} matched`,
            ),
          ),
          ...[one.maxSubjects, named(one.compensatingControl)],
        ]
    },
  }
}
