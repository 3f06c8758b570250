import type { Report } from '../report-schema.ts'
import { named, several, yesNo, type Table } from './table.ts'

/** One row for each cluster of the estate: how it was read, and what is missing. */
export function clusters({ clusters }: Report): Table {
  return {
    name: 'Clusters',
    columns: [
      ...['cluster', 'status', 'why', 'source', 'read', 'from', 'to', 'clock', 'consistency'],
      ...['lists asked for', 'read lists', 'not served', 'gaps', 'pages', 'objects', 'digest'],
      ...['identity', 'account', 'enforced by', 'cannot be relied on', 'assumptions', 'notes'],
    ],
    rows: function* () {
      for (const one of clusters)
        yield [
          ...[one.name, one.word, several(one.reasons), one.source, yesNo(one.read)],
          ...[one.takenFrom, one.takenTo, one.clock ?? '', one.consistency ?? ''],
          ...[one.asked.total, one.asked.read, one.asked.notServed, one.gapCount],
          ...[one.asked.pages, one.objectCount, one.root],
          ...[named(one.identity), named(one.account), one.enforcer],
          ...[several(one.blockers), several(one.assumptions), several(one.notes)],
        ]
    },
  }
}

/** Every workload with its class, and the rule of the scope that says so. */
export function workloads({ clusters }: Report): Table {
  return {
    name: 'Workloads',
    columns: ['cluster', 'namespace', 'workload', 'pods', 'class', 'rule'],
    rows: function* () {
      for (const { name, workloads } of clusters)
        for (const { namespace, word, rule, members } of workloads)
          for (const { workload, pods } of members)
            yield [name, namespace, workload, pods, word, rule]
    },
  }
}

/** Every list that was asked for, and how it ended. */
export function lists({ clusters }: Report): Table {
  return {
    name: 'Lists asked for',
    columns: [
      ...['cluster', 'list', 'version of its API', 'request', 'ended', 'why'],
      ...['objects', 'pages', 'resourceVersion', 'anchor', 'digest of its objects'],
    ],
    rows: function* () {
      for (const { name, resources } of clusters)
        for (const one of resources)
          yield [
            ...[name, one.resource, one.apiVersion, one.path === '' ? '' : `GET ${one.path}`],
            ...[one.word, one.reason, one.count, one.pages ?? ''],
            ...[one.resourceVersion, yesNo(one.anchored), one.root],
          ]
    },
  }
}

/** What was replaced before anything was written. */
export function redactions({ clusters }: Report): Table {
  return {
    name: 'Redactions',
    columns: ['cluster', 'what', 'count'],
    rows: function* () {
      for (const { name, redactions } of clusters)
        for (const { why, count } of redactions) yield [name, why, count]
    },
  }
}

/** Every policy object, with the digest of its canonical line in the snapshot. */
export function policies({ clusters }: Report): Table {
  return {
    name: 'Policies',
    columns: ['cluster', 'object', 'digest'],
    rows: function* () {
      for (const { name, policies } of clusters)
        for (const { key, digest } of policies) yield [name, key, digest]
    },
  }
}

/** Which classes can reach which, in pairs of workloads or address ranges, with an example where there is one. */
export function segmentation({ clusters }: Report): Table {
  return {
    name: 'Segmentation',
    columns: [
      ...['cluster', 'from', 'to', 'pairs', 'allowed', 'of these listed as approved'],
      ...['cannot be decided', 'answer', 'example path'],
    ],
    rows: function* () {
      for (const { name, segmentation } of clusters)
        for (const cell of segmentation)
          yield [
            ...[name, cell.fromWord, cell.toWord, cell.pairs, cell.allowed, cell.approved],
            ...[cell.indeterminate, cell.answer, cell.example?.sentence ?? ''],
          ]
    },
  }
}
