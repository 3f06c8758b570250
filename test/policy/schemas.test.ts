import { readFileSync } from 'node:fs'
import { expect } from 'chai'
import fc from 'fast-check'
import type { KubeObject } from '../../src/model/object.ts'
import type { PolicyApi } from '../../src/model/policy.ts'
import { POLICY_APIS } from '../../src/policy/apis.ts'
import { SAMPLES } from './samples.ts'
import { completed } from './schema-completion.ts'
import { placed, schemaOf, valueFor } from './schema-paths.ts'
import type { SchemaPath } from './schema-paths.ts'

/** What becomes of a field: it decides, it decides under a condition only, it is not understood, or nothing looks at it. */
type Fate = 'translated' | 'conditional' | 'untranslated' | 'irrelevant'

/** The best first: what is understood in one object is understood. */
const FATES: readonly Fate[] = ['translated', 'conditional', 'irrelevant', 'untranslated']

/** One kind of a policy API, an object of it that says nothing more than it must, and the fields that are not simply translated. */
type Kind = {
  readonly schema: string
  readonly api: string
  readonly apiVersion: string
  readonly kind: string
  readonly bare: readonly object[]
  readonly fates: Readonly<Partial<Record<Fate, readonly string[]>>>
}

const ADMIN = { subject: { namespaces: {} } }
const NAMES = { irrelevant: ['name'] }
const CALICO = {
  conditional: [
    'icmp',
    'notICMP',
    'source.ports',
    'source.notPorts',
    'source.services',
    'destination.services',
  ],
  irrelevant: ['performanceHints', 'metadata', 'applyOnForward', 'http'],
}
const DENY = { ingress: [{ action: 'Deny' }], egress: [{ action: 'Deny' }] }
const LAYER_7 = ['rules', 'terminatingTLS', 'originatingTLS', 'listener']
const CILIUM: Kind['fates'] = {
  untranslated: ['fromRequires', 'toRequires'],
  conditional: ['toPorts.serverNames'],
  irrelevant: [
    ...['description', 'labels', 'log', 'icmps.fields.type', 'fromGroups.aws', 'toGroups.aws'],
    ...LAYER_7.map((each) => `toPorts.${each}`),
  ],
}
const OPEN = {
  endpointSelector: {},
  ingress: [{ fromEntities: ['all'] }],
  egress: [{ toEntities: ['all'] }],
}

const KINDS: readonly Kind[] = [
  kind('network-policy', 'network-policy', 'networking.k8s.io/v1', 'NetworkPolicy', [{}]),
  kind(
    'admin-network-policy',
    'admin-network-policy',
    'policy.networking.k8s.io/v1alpha1',
    'AdminNetworkPolicy',
    [{ priority: 5, ...ADMIN }],
    NAMES,
  ),
  kind(
    'baseline-admin-network-policy',
    'admin-network-policy',
    'policy.networking.k8s.io/v1alpha1',
    'BaselineAdminNetworkPolicy',
    [ADMIN],
    NAMES,
  ),
  kind(
    'cluster-network-policy',
    'cluster-network-policy',
    'policy.networking.k8s.io/v1alpha2',
    'ClusterNetworkPolicy',
    [{ tier: 'Admin', priority: 5, ...ADMIN }],
    NAMES,
  ),
  kind(
    'cilium-network-policy',
    'cilium',
    'cilium.io/v2',
    'CiliumNetworkPolicy',
    [{ endpointSelector: {} }, OPEN],
    { ...CILIUM, untranslated: [...(CILIUM.untranslated ?? []), 'nodeSelector'] },
  ),
  kind(
    'cilium-network-policy',
    'cilium',
    'cilium.io/v2',
    'CiliumClusterwideNetworkPolicy',
    [{ endpointSelector: {} }, OPEN, { nodeSelector: {} }],
    CILIUM,
  ),
  kind(
    'calico-network-policy',
    'calico',
    'projectcalico.org/v3',
    'NetworkPolicy',
    [{}, DENY],
    CALICO,
  ),
  kind(
    'calico-global-network-policy',
    'calico',
    'projectcalico.org/v3',
    'GlobalNetworkPolicy',
    [{}, DENY],
    CALICO,
  ),
  kind('istio-authorization-policy', 'istio', 'security.istio.io/v1', 'AuthorizationPolicy', [{}]),
]

function kind(
  schema: string,
  api: string,
  apiVersion: string,
  name: string,
  bare: readonly object[],
  fates: Kind['fates'] = {},
): Kind {
  return { schema, api, apiVersion, kind: name, bare, fates }
}

/** What an object's translation makes of one of its fields, by the object without it. */
function fateOf(api: PolicyApi, without: KubeObject, having: KubeObject): Fate {
  if (JSON.stringify(api.translate(without)) === JSON.stringify(api.translate(having)))
    return opennessOf(api, having).faults > 0 ? 'untranslated' : 'irrelevant'
  const { faults, conditions } = opennessOf(api, having)
  if (faults > 0) return 'untranslated'
  return conditions > opennessOf(api, without).conditions ? 'conditional' : 'translated'
}

function opennessOf(api: PolicyApi, object: KubeObject) {
  const policies = api.translate(object)
  const rules = policies.flatMap((policy) => policy.rules)
  return {
    faults: policies.flatMap(({ untranslated }) => untranslated).length,
    conditions:
      rules.filter(({ conditional }) => conditional !== undefined).length +
      policies.filter(({ subject }) => subject.uncertain !== undefined).length,
  }
}

/** The best that becomes of a field, over objects that it is written into, each with all values that it may have. */
function bestFate(api: PolicyApi, bases: readonly KubeObject[], field: SchemaPath): Fate {
  const found = new Set<Fate>()
  for (const base of bases)
    for (const value of valueFor(field)) {
      found.add(
        fateOf(
          api,
          completed(placed(base, field.path, undefined)),
          completed(placed(base, field.path, value)),
        ),
      )
      if (found.has('translated')) return 'translated'
    }
  return FATES.find((fate) => found.has(fate)) ?? 'irrelevant'
}

describe('fields of the published schemas of policy APIs', () => {
  const design = readFileSync(new URL('../../DESIGN.md', import.meta.url), 'utf8')

  for (const { schema, api: id, apiVersion, kind, bare, fates } of KINDS) {
    const api = POLICY_APIS.find((each) => each.id === id)
    const sample = SAMPLES[id]
    if (api === undefined || sample === undefined) throw new Error(`no API ${id}`)
    const metadata = { name: 'bare', namespace: 'shop' }
    const bases = [
      ...bare.map((spec) => ({ apiVersion, kind, metadata, spec }) as unknown as KubeObject),
      ...[sample.full, ...fc.sample(sample.valid, { numRuns: 40, seed: 20261123 })].filter(
        (each) => each.kind === kind && each.specs === undefined,
      ),
    ]

    it(`of ${kind} (${apiVersion}) are translated, or known not to be`, () => {
      const fields = schemaOf(schema).filter(({ type }) => type !== 'object')
      const found = fields.map((field) => ({ ...field, fate: bestFate(api, bases, field) }))
      const expected = (path: string): Fate =>
        FATES.find((fate) => fates[fate]?.some((each) => isAt(path, each)) === true) ?? 'translated'
      const count = (fate: Fate) => found.filter((each) => each.fate === fate).length
      const share = Math.round((100 * count('translated')) / found.length)
      process.stdout.write(
        `      ${kind}: ${found.length} fields, ${share} % translated; ` +
          `${count('conditional')} under a condition, ${count('untranslated')} not understood, ${count('irrelevant')} irrelevant\n`,
      )
      expect(
        found
          .filter(({ path, fate }) => !isAsKnown(fate, expected(path)))
          .map(({ path, fate }) => `${path}: ${fate}, not ${expected(path)}`),
      ).to.deep.equal([])
      for (const name of Object.values(fates).flat())
        expect(design, 'DESIGN.md names it').to.include(`\`${name}\``)
    })
  }
})

/** What decides under a condition may decide without one in some object, or be covered there by another condition. */
function isAsKnown(fate: Fate, expected: Fate): boolean {
  return fate === expected || (fate !== 'untranslated' && expected === 'conditional')
}

/** Whether a path is that of a field, or below it; lists and directions are left out of a field's name. */
function isAt(path: string, field: string): boolean {
  const plain = path.replaceAll('[]', '').replace(/^spec[.]((in|e)gress(Deny)?[.])?/, '')
  return `${plain}.`.startsWith(`${field}.`)
}
