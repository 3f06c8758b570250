import { readdirSync } from 'node:fs'
import { expect } from 'chai'
import { readerOf } from '../../src/collect/kinds.ts'
import { inputOf } from '../../src/evaluate/check-input.ts'
import { CHECKS, checkOf } from '../../src/evaluate/checks.ts'
import { parseOrganisation } from '../../src/evaluate/organisation/organisation.ts'
import { runCheck } from '../../src/evaluate/run-check.ts'
import type { Check } from '../../src/model/check.ts'
import { CATALOGUE, analysed } from './builders.ts'
import { cilium, namespace, node, pod } from './objects.ts'

/** Ids and versions as released: an id is never used for another check, and a version only rises. */
const RELEASED: Readonly<Record<string, number>> = {
  'account-data-stores': 6,
  'cde-bypasses': 3,
  'cde-default-deny': 6,
  'cde-nodes-dedicated': 2,
  'cde-pods-cannot-forge': 1,
  'cde-rights': 2,
  'cde-rules-narrow': 5,
  'cde-separated': 4,
  'cluster-admin-limited': 2,
  'cni-enforces-policy': 3,
  'component-flag': 2,
  'components-described': 1,
  'default-namespace-unused': 2,
  'default-service-accounts-unused': 3,
  'etcd-own-authority': 2,
  'exposure-authorised': 4,
  'flows-approved': 5,
  'flows-in-use': 2,
  'host-network-on-cde-nodes': 2,
  'image-origins-seen': 1,
  'images-named': 1,
  'ingress-uses-tls': 3,
  'insecure-services-mitigated': 5,
  'internal-addresses-hidden': 1,
  'kube-proxy-metrics-local': 1,
  'kubernetes-supported': 1,
  'lasting-tokens': 1,
  'literal-credentials': 1,
  'masters-group-unbound': 2,
  'namespace-default-deny': 5,
  'namespace-has-owner': 2,
  'namespace-has-policy': 2,
  'people-bound': 1,
  'pod-security-enforced': 4,
  'pods-meet-standard': 2,
  'pods-restricted': 2,
  'policy-changes-approved': 2,
  'policy-rules-used': 2,
  'policy-writers-limited': 3,
  'pre-production-people-apart': 2,
  'pre-production-separated': 1,
  'provider-known': 1,
  'public-groups-unbound': 2,
  'rights-limited': 3,
  'roles-without-wildcards': 1,
  'secret-stores-seen': 1,
  'secrets-not-in-environment': 1,
  'security-controls-ready': 1,
  'sensor-covers-cde': 1,
  'service-account-tokens-needed': 2,
  'service-accounts-used': 1,
  'tenants-limited': 1,
  'tenants-nodes': 1,
  'tenants-rights': 2,
  'tenants-separated': 1,
  'volumes-not-of-nodes': 1,
}

const objects = [
  namespace('kube-system'),
  namespace('payments'),
  node('n'),
  ...cilium('n'),
  pod('payments', 'ledger', { node: 'n' }),
]

describe('every check', () => {
  it('keeps its released id, and no released id is gone', () => {
    const ids = CHECKS.map(({ id }) => id)
    expect(ids).to.deep.equal(Object.keys(RELEASED))
    for (const check of CHECKS) {
      expect(check.version).to.be.at.least(RELEASED[check.id] ?? 1)
      expect(checkOf(check.id)).to.equal(check)
    }
  })

  it('is one file named for its id', () => {
    const files = readdirSync('src/evaluate/checks').sort()
    expect(files).to.deep.equal(CHECKS.map(({ id }) => `${id}.ts`))
  })

  it('reads only what is collected, each once, and says what it decides', () => {
    for (const { id, reads, title, logic } of CHECKS) {
      expect(
        reads.filter((resource) => readerOf(resource) === undefined),
        id,
      ).to.deep.equal([])
      expect(new Set(reads).size, id).to.equal(reads.length)
      expect(reads, id).not.to.deep.equal([])
      expect(title.endsWith('.'), id).to.equal(false)
      expect(logic.endsWith('.'), id).to.equal(true)
    }
  })

  it('is used by a control', () => {
    const used = new Set(
      CATALOGUE.frameworks.flatMap(({ controls }) =>
        controls.flatMap(({ checks }) => checks.map(({ check }) => check)),
      ),
    )
    expect(CHECKS.map(({ id }) => id).filter((id) => !used.has(id))).to.deep.equal([])
  })

  for (const check of CHECKS) {
    it(`${check.id} is undetermined by a gap in each resource that it reads`, async () => {
      for (const resource of check.reads) {
        for (const missing of [
          { gaps: [{ resource, status: 'forbidden', reason: 'refused' }] },
          { gaps: [{ resource, namespace: 'x', status: 'failed', reason: 'bound' }] },
          { notAskedFor: [resource] },
        ] as const) {
          const { cluster, reachability } = await analysed(objects, missing)
          const input = inputOf(cluster, reachability, parseOrganisation({}))
          const results = runCheck(check, input)
          expect(results.map(({ verdict, cause }) => ({ verdict, cause }))).to.deep.equal([
            { verdict: 'undetermined', cause: 'gap' },
          ])
          expect(results[0]?.reason).to.contain(resource)
        }
      }
    })
  }
})

describe('runCheck', () => {
  const broken: Check = {
    id: 'broken',
    version: 3,
    title: 'Broken',
    logic: 'Throws.',
    reads: ['pods'],
    needs: [],
    parameters: {},
    evaluate: () => {
      throw new Error('no such field')
    },
  }

  it('makes an error of a check undetermined, with its message', async () => {
    const { cluster, reachability } = await analysed(objects)
    const results = runCheck(broken, inputOf(cluster, reachability, { waivers: [] }))
    expect(results).to.deep.equal([
      {
        check: 'broken',
        checkVersion: 3,
        subject: 'prod///',
        verdict: 'undetermined',
        cause: 'error',
        reason: 'the check ended in an error: no such field',
        evidence: [],
      },
    ])
  })

  it('says "no subjects" where a check finds none, and keeps the worst answer about one subject', async () => {
    const { cluster, reachability } = await analysed(objects)
    const input = inputOf(cluster, reachability, { waivers: [] })
    const none = runCheck({ ...broken, evaluate: () => [] }, input)
    expect(none.map(({ verdict, reason }) => [verdict, reason])).to.deep.equal([
      ['not-applicable', 'no subjects'],
    ])
    const evidence = [] as const
    const two = runCheck(
      {
        ...broken,
        evaluate: () => [
          { subject: 'b', verdict: 'pass', reason: 'fine', evidence },
          { subject: 'a', verdict: 'pass', reason: 'fine', evidence },
          { subject: 'b', verdict: 'fail', reason: 'bad', evidence },
          { subject: 'b', verdict: 'undetermined', cause: 'gap', reason: 'open', evidence },
        ],
      },
      input,
    )
    expect(two.map(({ subject, verdict }) => [subject, verdict])).to.deep.equal([
      ['a', 'pass'],
      ['b', 'fail'],
    ])
  })
})
