/** What may be wrong with scope, flows and waivers: a change of a valid file, and every line that is told of it. */
import { BAD_FLOWS } from './bad-flows.ts'

/** One fault: what is replaced by what, and the lines that follow, without the path of the folder. */
export type BadRow = readonly [kind: string, old: string, now: string, ...told: readonly string[]]

/** A valid file, and what a test does to it. */
export type BadFile = { readonly text: string; readonly rows: readonly BadRow[] }

const LONG = 'x'.repeat(2001)

/** By the name of the file. */
export const BAD_FILES: Readonly<Record<string, BadFile>> = {
  scope: {
    text: `format: scope/v1
entity: {name: Example, kind: merchant}
rules:
  - id: payments
    class: cde
    subjects: {namespaces: [payments]}
    publicService: {ports: [443]}
  - id: blog
    class: out-of-scope
    subjects: {namespaces: [blog]}
    justification: public texts
networks:
  - {id: acquirer, kind: third-party, cidrs: [203.0.113.0/24]}
nodes:
  - {clusters: [prod], nodes: [cde-*], class: cde}
  - {nodes: [worker-*], class: connected}
`,
    rows: [
      [
        'unknown key',
        'class: cde',
        'clas: cde',
        'scope.yaml:5: rules[0].clas: unknown key "clas", did you mean "class"?',
      ],
      [
        'unknown value',
        'class: cde',
        'class: cd',
        'scope.yaml:5: rules[0].class: unknown value, did you mean "cde"?',
      ],
      [
        'wrong type',
        'namespaces: [payments]',
        'namespaces: payments',
        'scope.yaml:6: rules[0].subjects.namespaces: text where a list is needed',
      ],
      [
        'missing field',
        '    justification: public texts\n',
        '',
        'scope.yaml:8: rules[1].justification: missing; what is out of scope needs a reason',
      ],
      [
        'duplicate id',
        'id: blog',
        'id: payments',
        'scope.yaml:8: rules[1].id: the id payments stands twice',
      ],
      [
        'bad pattern',
        '[payments]',
        "['pay ments']",
        'scope.yaml:6: rules[0].subjects.namespaces[0]: not a name or a pattern with *',
      ],
      [
        'bad address',
        '203.0.113.0/24',
        '203.0.113.0/33',
        'scope.yaml:13: networks[0].cidrs[0]: not a CIDR',
      ],
      [
        'bad port',
        '[443]',
        '[70000]',
        'scope.yaml:7: rules[0].publicService.ports[0]: above 65535',
      ],
      [
        'too long',
        'public texts',
        LONG,
        'scope.yaml:11: rules[1].justification: longer than 2000 characters',
      ],
      ['empty text', 'public texts', '" "', 'scope.yaml:11: rules[1].justification: empty text'],
      [
        'a rule that can never decide',
        '[blog]',
        '[payments]',
        'scope.yaml:10: rules[1].subjects: the same as rules[0], which decides first',
      ],
      [
        'a rule that a wider one covers',
        '{namespaces: [blog]}',
        '{namespaces: [payments], workloads: [Deployment/web]}',
        'scope.yaml:10: rules[1].subjects: covered by rules[0], which decides first',
      ],
      [
        'a rule for nodes that an earlier one covers',
        '{nodes: [worker-*]',
        '{clusters: [prod], nodes: [cde-9]',
        'scope.yaml:16: nodes[1].nodes: covered by nodes[0], which decides first',
      ],
      [
        'a network that takes in the internet',
        '203.0.113.0/24',
        '"::/0", 10.0.0.0/8, 128.0.0.0/1',
        'scope.yaml:13: networks[0].cidrs[0]: wider than /7, the widest private block: addresses of the internet are untrusted',
        'scope.yaml:13: networks[0].cidrs[2]: wider than /8, the widest private block: addresses of the internet are untrusted',
      ],
      [
        'addresses of two kinds of network',
        'nodes:\n',
        '  - {id: office, kind: trusted, cidrs: [10.0.0.0/8, 203.0.113.7/32]}\nnodes:\n',
        'scope.yaml:14: networks[1].cidrs[1]: shares addresses with networks[0].cidrs[0], which is third-party',
      ],
      [
        'selects everything',
        '{namespaces: [blog]}',
        '{}',
        'scope.yaml:10: rules[1].subjects: selects everything; name clusters, namespaces, workloads or podLabels',
      ],
      [
        'another format',
        'scope/v1',
        'scope/v2',
        'scope.yaml:1: format: unknown value, did you mean "scope/v1"?',
      ],
    ],
  },
  flows: BAD_FLOWS,
  waivers: {
    text: `format: waivers/v1
waivers:
  - id: W-1
    check: flows-approved
    subjects: [prod/payments/*/*]
    reason: migration
    requestedBy: Payments team
    approvedBy: Risk owner
    approvedOn: 2026-01-10
    expires: 2027-01-11
    maxSubjects: 2
`,
    rows: [
      [
        'unknown key',
        'reason:',
        'reasons:',
        'waivers.yaml:6: waivers[0].reasons: unknown key "reasons", did you mean "reason"?',
      ],
      [
        'wrong type',
        'maxSubjects: 2',
        'maxSubjects: two',
        'waivers.yaml:11: waivers[0].maxSubjects: text where a number is needed',
      ],
      [
        'missing field',
        '    maxSubjects: 2\n',
        '',
        'waivers.yaml:3: waivers[0].maxSubjects: missing; a number is needed',
      ],
      [
        'no check',
        '    check: flows-approved\n',
        '',
        'waivers.yaml:3: waivers[0].check: missing; text is needed',
      ],
      [
        'unknown check',
        'flows-approved',
        'flow-approved',
        'waivers.yaml:4: waivers[0].check: unknown check, did you mean "flows-approved"?',
      ],
      [
        'a day that is none, and would be before the approval',
        'expires: ',
        'expires: 2026-02-30 # ',
        'waivers.yaml:10: waivers[0].expires: not a day, as in 2026-11-02',
      ],
      [
        'bad date',
        '2026-01-10',
        'yesterday',
        'waivers.yaml:9: waivers[0].approvedOn: not a day, as in 2026-11-02',
      ],
      [
        'bad pattern',
        'prod/payments/*/*',
        'prod/payments',
        'waivers.yaml:5: waivers[0].subjects[0]: not cluster/namespace/Kind/name',
      ],
      [
        'too long',
        'prod/payments/*/*',
        `prod/payments/*/${'x'.repeat(1000)}`,
        'waivers.yaml:5: waivers[0].subjects[0]: longer than 1000 characters',
      ],
      [
        'more than 366 days',
        '2027-01-11',
        '2027-01-12',
        'waivers.yaml:10: waivers[0].expires: 367 days after its approval; at most 366',
      ],
      [
        'expires before its approval',
        '2027-01-11',
        '2026-01-09',
        'waivers.yaml:10: waivers[0].expires: before the day of approval',
      ],
      [
        'approved by who asks',
        'Risk owner',
        '" payments  TEAM"',
        'waivers.yaml:8: waivers[0].approvedBy: the same as requestedBy; someone else approves',
      ],
      [
        'no cap',
        'maxSubjects: 2',
        'maxSubjects: 0',
        'waivers.yaml:11: waivers[0].maxSubjects: below 1',
      ],
      [
        'half a compensating control',
        'maxSubjects: 2\n',
        'maxSubjects: 2\n    compensatingControl: {constraint: a, objective: b, risk: c, definition: d, validation: e}\n',
        'waivers.yaml:12: waivers[0].compensatingControl.maintenance: missing; text is needed',
      ],
    ],
  },
}
