/** What may be wrong with the register of approved flows. */
import type { BadFile } from './bad-organisation-files.ts'

const LONG = 'x'.repeat(2001)

/** A change of a valid file, and every line that is told of it. */
export const BAD_FLOWS: BadFile = {
  text: `format: flows/v1
flows:
  - id: F-1
    from: {subjects: {namespaces: [shop]}}
    to: {network: acquirer}
    protocol: TCP
    ports: [443, 8000-8010]
    need: checkout
    approvedBy: Network owner
    approvedOn: 2026-01-10
    reviewBy: 2027-01-10
`,
  rows: [
    [
      'unknown key',
      'reviewBy:',
      'reviewby:',
      'flows.yaml:11: flows[0].reviewby: unknown key "reviewby", did you mean "reviewBy"?',
    ],
    [
      'unknown value',
      'TCP',
      'TC',
      'flows.yaml:6: flows[0].protocol: unknown value, did you mean "TCP"?',
    ],
    [
      'wrong type',
      'need: checkout',
      'need: [checkout]',
      'flows.yaml:8: flows[0].need: a list where text is needed',
    ],
    [
      'missing field',
      '    need: checkout\n',
      '',
      'flows.yaml:3: flows[0].need: missing; text is needed',
    ],
    [
      'a bad day to review by',
      '2027-01-10',
      '2026-02-30',
      'flows.yaml:11: flows[0].reviewBy: not a day, as in 2026-11-02',
    ],
    [
      'a day that is none, and sorts before the approval',
      '2027-01-10',
      '"1"',
      'flows.yaml:11: flows[0].reviewBy: not a day, as in 2026-11-02',
    ],
    [
      'no side',
      '    to: {network: acquirer}\n',
      '',
      'flows.yaml:3: flows[0].to: missing; a mapping is needed',
    ],
    [
      'a side that is text',
      '{network: acquirer}',
      'acquirer',
      'flows.yaml:5: flows[0].to: text where a mapping is needed',
    ],
    [
      'an empty side',
      '{network: acquirer}',
      '{}',
      'flows.yaml:5: flows[0].to: exactly one of subjects, cidrs, network, fqdn is needed',
    ],
    [
      'an unknown key of a side',
      '{network: acquirer}',
      '{networks: acquirer}',
      'flows.yaml:5: flows[0].to.networks: unknown key "networks", did you mean "network"?',
    ],
    [
      'bad date',
      '2026-01-10',
      '2026-02-30',
      'flows.yaml:10: flows[0].approvedOn: not a day, as in 2026-11-02',
    ],
    [
      'bad range',
      '8000-8010',
      '8010-8000',
      'flows.yaml:7: flows[0].ports[1]: not a range of ports between 1 and 65535',
    ],
    [
      'no range',
      '8000-8010',
      'http',
      'flows.yaml:7: flows[0].ports[1]: not a port or a range, as in 443 or 8000-8010',
    ],
    [
      'unknown network',
      'acquirer',
      'acquire',
      'flows.yaml:5: flows[0].to.network: unknown network, did you mean "acquirer"?',
    ],
    ['too long', 'checkout', LONG, 'flows.yaml:8: flows[0].need: longer than 2000 characters'],
    [
      'reviewed before its approval',
      '2027-01-10',
      '2025-01-10',
      'flows.yaml:11: flows[0].reviewBy: before the day of approval',
    ],
  ],
}
