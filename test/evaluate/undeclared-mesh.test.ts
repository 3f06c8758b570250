import { expect } from 'chai'
import { networkPolicy } from '../analyse/builders.ts'
import { member, mtls, policy, shop } from '../analyse/mesh-shop.ts'
import type { KubeObject } from '../../src/model/object.ts'
import { checkOf } from '../../src/evaluate/checks.ts'
import { CATALOGUE, analysed, evaluated, organisationOf } from './builders.ts'

const SCOPE = `format: scope/v1
entity: {name: Example Payments, kind: merchant}
rules:
  - {id: shop, class: cde, subjects: {namespaces: [shop]}, justification: card data, owner: Cards, storesAccountData: true, publicService: false}
  - {id: other, class: out-of-scope, subjects: {namespaces: [other, istio-system]}, justification: none, owner: Other}
`
const FLOWS = 'format: flows/v1\nflows: []\n'

const TCP = { ports: [{ protocol: 'TCP' }] }

/** Everything in the mesh, which would deny all TCP into the CDE: the network plugin lets nothing else pass, and no answer to it. */
const shut = (part: 'sidecar' | 'ambient'): readonly KubeObject[] => [
  ...shop(part),
  member('shop', 'late', '10.0.0.3', part),
  networkPolicy('shop', 'tcp', { policyTypes: ['Ingress', 'Egress'], ingress: [TCP] }),
  policy({}),
  mtls('STRICT'),
]

/** Its subjects are policies, those of the mesh too, and it passes by no denial. */
const OF_POLICIES = 'policy-rules-used'

const isOfIstio = ({ apiVersion }: KubeObject) => apiVersion.startsWith('security.istio.io/')

describe('checks where no namespace is declared as platform', () => {
  const organisation = organisationOf({ scope: SCOPE, flows: FLOWS })

  for (const part of ['sidecar', 'ambient'] as const)
    it(`pass by nothing that a mesh denies: ${part}`, async () => {
      const { cluster } = await analysed(shut(part), {}, organisation.scope)
      expect(cluster.mesh).to.include({ sidecar: 'no namespace is declared as platform' })
      const passes = async (objects: readonly KubeObject[]) =>
        (await evaluated(objects, organisation)).controls.flatMap(({ control, results }) =>
          results
            .filter(
              ({ check, verdict }) =>
                verdict === 'pass' && check !== OF_POLICIES && isAboutTraffic(check),
            )
            .map(({ check, subject }) => `${control} ${check} ${subject}`),
        )
      const without = await passes(shut(part).filter((each) => !isOfIstio(each)))
      expect(await passes(shut(part))).to.deep.equal(without)
    })

  it('is what all of them are held to that ask who can reach whom', () => {
    const used = CATALOGUE.frameworks.flatMap(({ controls }) =>
      controls.flatMap(({ checks }) => checks.map(({ check }) => check)),
    )
    expect([...new Set(used)].filter(isAboutTraffic).sort()).to.deep.equal([
      'account-data-stores',
      'cde-bypasses',
      'cde-default-deny',
      'cde-separated',
      'flows-approved',
      'flows-in-use',
      'insecure-services-mitigated',
      'namespace-default-deny',
      OF_POLICIES,
      'pre-production-separated',
      'tenants-separated',
    ])
  })
})

function isAboutTraffic(check: string): boolean {
  return checkOf(check)?.needs.includes('reachability') === true
}
