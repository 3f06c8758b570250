/** What may be wrong with the statements of people: a change of a valid file, and every line that is told of it. */
import { wire } from '../../evaluate/organisation/ssh-wire.ts'
import type { BadFile } from './bad-organisation-files.ts'

const DIGEST = `sha256:${'a'.repeat(64)}`
const LONG = 'x'.repeat(2001)
const KEY = `ssh-ed25519 ${wire('ssh-ed25519', 32)}`
const OTHER_KEY = `ssh-ed25519 ${wire('ssh-ed25519', Buffer.alloc(32, 7))}`

/** By the name of the file. */
export const BAD_STATEMENTS: Readonly<Record<string, BadFile>> = {
  signOffs: {
    text: `format: sign-offs/v1
signOffs:
  - id: SO-1
    framework: pci-dss-4.0.1
    control: "1.4.1"
    by: {name: J. Doe, role: network security lead}
    performedOn: 2026-10-02
    clusters: [{name: prod, digests: {rule-set: "${DIGEST}"}}]
`,
    rows: [
      [
        'unknown key',
        'performedOn:',
        'performedon:',
        'signOffs.yaml:7: signOffs[0].performedon: unknown key "performedon", did you mean "performedOn"?',
      ],
      [
        'wrong type',
        '{name: J. Doe, role: network security lead}',
        'J. Doe',
        'signOffs.yaml:6: signOffs[0].by: text where a mapping is needed',
      ],
      [
        'missing field',
        ', role: network security lead',
        '',
        'signOffs.yaml:6: signOffs[0].by.role: missing; text is needed',
      ],
      [
        'unknown framework',
        'pci-dss-4.0.1',
        'pci-dss-4.0',
        'signOffs.yaml:4: signOffs[0].framework: unknown framework, did you mean "pci-dss-4.0.1"?',
      ],
      [
        'unknown control',
        '"1.4.1"',
        '"1.4.11"',
        'signOffs.yaml:5: signOffs[0].control: unknown control, did you mean "1.4.1"?',
      ],
      [
        'the id that signoff new leaves to be given',
        'SO-1',
        'TO-BE-GIVEN',
        'signOffs.yaml:3: signOffs[0].id: still TO-BE-GIVEN; give an id of your own',
      ],
      [
        'bad date',
        '2026-10-02',
        '2026-10-32',
        'signOffs.yaml:7: signOffs[0].performedOn: not a day, as in 2026-11-02',
      ],
      [
        'no digest',
        DIGEST,
        'sha256:aa',
        'signOffs.yaml:8: signOffs[0].clusters[0].digests.rule-set: not a digest, sha256: and 64 digits 0-9a-f',
      ],
      [
        'unknown digest',
        'rule-set:',
        'ruleset:',
        'signOffs.yaml:8: signOffs[0].clusters[0].digests.ruleset: unknown key "ruleset", did you mean "rule-set"?',
      ],
      [
        'digest of a pattern',
        'name: prod,',
        "name: 'prod-*',",
        'signOffs.yaml:8: signOffs[0].clusters[0].name: a pattern; digests are of one cluster',
      ],
      [
        'bad interval',
        'performedOn: 2026-10-02',
        'performedOn: 2026-10-02\n    cadence: monthly',
        'signOffs.yaml:8: signOffs[0].cadence: not an interval, as in P7D, P1M, P3M, P6M or P12M',
      ],
      [
        'too long an interval',
        'performedOn: 2026-10-02',
        'performedOn: 2026-10-02\n    cadence: P367D',
        'signOffs.yaml:8: signOffs[0].cadence: longer than 366 days',
      ],
      [
        'too long',
        'J. Doe',
        LONG,
        'signOffs.yaml:6: signOffs[0].by.name: longer than 2000 characters',
      ],
    ],
  },
  applicability: {
    text: `format: applicability/v1
entity: {multiTenantProvider: false}
notApplicable:
  - {id: NA-1, framework: pci-dss-4.0.1, control: "1.4.1", reason: none, approvedBy: CISO, approvedOn: 2026-11-01}
`,
    rows: [
      [
        'unknown key',
        'multiTenantProvider',
        'multitenantProvider',
        'applicability.yaml:2: entity.multitenantProvider: unknown key "multitenantProvider", did you mean "multiTenantProvider"?',
      ],
      [
        'wrong type',
        'multiTenantProvider: false',
        'multiTenantProvider: sometimes',
        'applicability.yaml:2: entity.multiTenantProvider: text where true or false is needed',
      ],
      [
        'missing field',
        'reason: none, ',
        '',
        'applicability.yaml:4: notApplicable[0].reason: missing; text is needed',
      ],
      [
        'unknown framework',
        'pci-dss-4.0.1',
        'pci',
        'applicability.yaml:4: notApplicable[0].framework: unknown framework*',
      ],
      [
        'unknown control',
        '"1.4.1"',
        '"1.4.11"',
        'applicability.yaml:4: notApplicable[0].control: unknown control, did you mean "1.4.1"?',
      ],
      [
        'bad date',
        '2026-11-01',
        '2026-13-01',
        'applicability.yaml:4: notApplicable[0].approvedOn: not a day, as in 2026-11-02',
      ],
      [
        'bad pattern',
        'reason: none',
        "clusters: ['a b'], reason: none",
        'applicability.yaml:4: notApplicable[0].clusters[0]: not a name or a pattern with *',
      ],
      [
        'too long',
        'reason: none',
        `reason: ${LONG}`,
        'applicability.yaml:4: notApplicable[0].reason: longer than 2000 characters',
      ],
    ],
  },
  approvers: {
    text: `format: approvers/v1
approvers:
  - name: J. Doe
    keys: [${KEY}]
`,
    rows: [
      [
        'unknown key',
        'approvers:\n',
        'requiresigned: true\napprovers:\n',
        'approvers.yaml:2: requiresigned: unknown key "requiresigned", did you mean "requireSigned"?',
      ],
      [
        'wrong type',
        `[${KEY}]`,
        'ssh-ed25519 AAAA',
        'approvers.yaml:4: approvers[0].keys: text where a list is needed',
      ],
      [
        'missing field',
        `    keys: [${KEY}]\n`,
        '',
        'approvers.yaml:3: approvers[0]: has neither keys nor certificates',
      ],
      [
        'no fingerprint of a certificate',
        `keys: [${KEY}]`,
        `certificates: ["SHA1:${'ab'.repeat(20)}"]`,
        'approvers.yaml:4: approvers[0].certificates[0]: not the SHA-256 fingerprint of a certificate (openssl x509 -noout -fingerprint -sha256)',
      ],
      [
        'no certificate in an empty list',
        `keys: [${KEY}]`,
        'certificates: []',
        'approvers.yaml:4: approvers[0].certificates: empty list',
      ],
      [
        'duplicate certificate, however it is written',
        `keys: [${KEY}]`,
        `certificates: [${'ab'.repeat(32)}, "sha256 Fingerprint=${Array.from({ length: 32 }, () => 'AB').join(':')}"]`,
        'approvers.yaml:4: approvers[0].certificates[1]: the same certificate as of J. Doe',
      ],
      [
        'no key',
        KEY,
        'SHA256:abc',
        'approvers.yaml:4: approvers[0].keys[0]: not a public key of OpenSSH, as in ssh-ed25519 AAAA... (Ed25519, ECDSA P-256 or RSA)',
      ],
      [
        'a key that is cut off',
        KEY,
        'ssh-ed25519 AAAA',
        'approvers.yaml:4: approvers[0].keys[0]: not a whole public key of ssh-ed25519: cut off, altered or of another algorithm',
      ],
      [
        'a kind of key that is not read',
        'ssh-ed25519',
        'ssh-dss',
        'approvers.yaml:4: approvers[0].keys[0]: not a public key of OpenSSH, as in ssh-ed25519 AAAA... (Ed25519, ECDSA P-256 or RSA)',
      ],
      [
        'too long',
        'J. Doe',
        LONG,
        'approvers.yaml:3: approvers[0].name: longer than 2000 characters',
      ],
      [
        'duplicate name',
        'approvers:\n',
        `approvers:\n  - {name: J. Doe, keys: [${OTHER_KEY}]}\n`,
        'approvers.yaml:4: approvers[1].name: the name J. Doe stands twice',
      ],
      [
        'duplicate key',
        'approvers:\n',
        `approvers:\n  - {name: Other, keys: [${KEY} a comment]}\n`,
        'approvers.yaml:5: approvers[1].keys[0]: the same key as of Other',
      ],
    ],
  },
}
