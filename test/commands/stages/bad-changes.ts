/** What may be wrong with the file of changes, and with statements about outside evidence: a change of a valid file, and every line that is told of it. */
import { digestOf } from '../../../src/core/digest.ts'
import { kubeBench } from '../../evaluate/outside/builders.ts'
import type { BadFile } from './bad-organisation-files.ts'

const DIGEST = `sha256:${'a'.repeat(64)}`
const LONG = 'x'.repeat(2001)

/** What the statement about outside evidence attaches. */
export const ATTACHED = kubeBench({ '4.1.1': 'PASS' })

/** By the name of the file. */
export const BAD_CHANGES: Readonly<Record<string, BadFile>> = {
  changes: {
    text: `format: changes/v1
changes:
  - id: CHG-1
    objects: [prod/payments/NetworkPolicy/allow]
    ticket: OPS-1
    approvedBy: Network owner
    date: 2026-11-02
  - {id: CHG-2, digests: ["${DIGEST}"], ticket: OPS-2, approvedBy: Network owner, date: 2026-11-03}
`,
    rows: [
      [
        'unknown format',
        'changes/v1',
        'changes/v2',
        'changes.yaml:1: format: unknown value, did you mean "changes/v1"?',
      ],
      [
        'unknown key',
        '    approvedBy',
        '    approvedby',
        'changes.yaml:6: changes[0].approvedby: unknown key "approvedby", did you mean "approvedBy"?',
      ],
      [
        'unknown key of what is named',
        'objects:',
        'object:',
        'changes.yaml:4: changes[0].object: unknown key "object", did you mean "objects"?',
      ],
      [
        'wrong type',
        '[prod/payments/NetworkPolicy/allow]',
        'prod/payments/NetworkPolicy/allow',
        'changes.yaml:4: changes[0].objects: text where a list is needed',
      ],
      [
        'missing field',
        '    ticket: OPS-1\n',
        '',
        'changes.yaml:3: changes[0].ticket: missing; text is needed',
      ],
      [
        'nothing named',
        '    objects: [prod/payments/NetworkPolicy/allow]\n',
        '',
        'changes.yaml:3: changes[0]: names no objects and no digests',
      ],
      [
        'an empty list',
        '[prod/payments/NetworkPolicy/allow]',
        '[]',
        'changes.yaml:4: changes[0].objects: empty list',
      ],
      [
        'no object',
        'prod/payments/NetworkPolicy/allow',
        'payments/NetworkPolicy/allow',
        'changes.yaml:4: changes[0].objects[0]: not cluster/namespace/Kind/name, without *',
      ],
      [
        'a pattern',
        'NetworkPolicy/allow',
        'NetworkPolicy/*',
        'changes.yaml:4: changes[0].objects[0]: not cluster/namespace/Kind/name, without *',
      ],
      [
        'no digest',
        DIGEST,
        'sha256:aa',
        'changes.yaml:8: changes[1].digests[0]: not a digest (sha256: and 64 digits)',
      ],
      [
        'bad date',
        '2026-11-02',
        '2026-11-31',
        'changes.yaml:7: changes[0].date: not a day, as in 2026-11-02',
      ],
      [
        'duplicate id',
        'CHG-2',
        'CHG-1',
        'changes.yaml:8: changes[1].id: the id CHG-1 stands twice',
      ],
      [
        'no id',
        'CHG-2',
        'CHG 2',
        'changes.yaml:8: changes[1].id: not an id (letters, digits, . _ -, at most 63)',
      ],
      ['too long', 'OPS-1', LONG, 'changes.yaml:5: changes[0].ticket: longer than 2000 characters'],
    ],
  },
  outsideEvidence: {
    text: `format: outside-evidence/v1
evidence:
  - id: kb-1
    tool: kube-bench
    toolVersion: 0.16.0
    benchmark: cis-1.12
    cluster: prod
    clusterUid: 6f1c2a9e-7a52-4a38-9d4e-0a3f6c1b2d3e
    nodes: [worker-1]
    takenOn: 2026-11-02
    by: {name: Platform owner, role: platform engineer}
    reviewed: {by: {name: Platform security, role: security engineer}, performedOn: 2026-11-03}
    file: worker-1.json
    digest: ${digestOf(ATTACHED)}
`,
    rows: [
      [
        'unknown format',
        'outside-evidence/v1',
        'outside-evidence/v2',
        'outsideEvidence.yaml:1: format: unknown value, did you mean "outside-evidence/v1"?',
      ],
      [
        'unknown tool',
        'tool: kube-bench',
        'tool: kubebench',
        'outsideEvidence.yaml:4: evidence[0].tool: unknown value, did you mean "kube-bench"?',
      ],
      [
        'unknown key',
        'benchmark:',
        'benchmrk:',
        'outsideEvidence.yaml:6: evidence[0].benchmrk: unknown key "benchmrk", did you mean "benchmark"?',
      ],
      [
        'wrong type',
        'toolVersion: 0.16.0',
        'toolVersion: 0.16',
        'outsideEvidence.yaml:5: evidence[0].toolVersion: a number where text is needed',
      ],
      [
        'missing field',
        ', role: platform engineer',
        '',
        'outsideEvidence.yaml:11: evidence[0].by.role: missing; text is needed',
      ],
      [
        'bad pattern',
        'cluster: prod',
        "cluster: 'prod-*'",
        'outsideEvidence.yaml:7: evidence[0].cluster: not the exact name of a node or cluster',
      ],
      [
        'no UID',
        '6f1c2a9e-7a52-4a38-9d4e-0a3f6c1b2d3e',
        'prod',
        'outsideEvidence.yaml:8: evidence[0].clusterUid: not a UID',
      ],
      ['no nodes', '[worker-1]', '[]', 'outsideEvidence.yaml:9: evidence[0].nodes: empty list'],
      [
        'a node that stands twice',
        '[worker-1]',
        '[worker-1, worker-1]',
        'outsideEvidence.yaml:9: evidence[0].nodes[1]: the node worker-1 stands twice',
      ],
      [
        'bad date',
        '2026-11-02',
        '2026-11-31',
        'outsideEvidence.yaml:10: evidence[0].takenOn: not a day, as in 2026-11-02',
      ],
      [
        'reviewed before it was taken',
        '2026-11-03',
        '2026-11-01',
        'outsideEvidence.yaml:12: evidence[0].reviewed.performedOn: before the day on which it was taken',
      ],
      [
        'a file elsewhere',
        'worker-1.json',
        '../worker-1.json',
        'outsideEvidence.yaml:13: evidence[0].file: not the name of a .json file beside it',
      ],
      [
        'no digest',
        digestOf(ATTACHED),
        'sha256:aa',
        'outsideEvidence.yaml:14: evidence[0].digest: not a digest, sha256: and 64 digits 0-9a-f',
      ],
      [
        'too long',
        'Platform owner',
        LONG,
        'outsideEvidence.yaml:11: evidence[0].by.name: longer than 2000 characters',
      ],
    ],
  },
}
