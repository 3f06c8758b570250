import { expect } from 'chai'
import fc from 'fast-check'
import { podAdmissionReader } from '../../../src/analyse/facts/admission/admission.ts'
import { refusalsIn } from '../../../src/analyse/queries/pod-refusals.ts'
import type { JsonObject, JsonValue } from '../../../src/core/json.ts'
import type { Namespace } from '../../../src/model/cluster.ts'
import type { KubeObject, Labels } from '../../../src/model/object.ts'
import type { PodAdmission } from '../../../src/model/pod-admission.ts'
import { casesOf, objectsOf } from '../../controls/cases.ts'

function namespaceOf(name: string, labels: Labels = {}): Namespace {
  return { key: `/v1/Namespace//${name}`, name, labels, annotations: {}, read: true }
}

function admissionOf(objects: readonly KubeObject[]): PodAdmission {
  const reader = podAdmissionReader()
  const groups = new Set(reader.kinds.map((kind) => kind.split('/')[0]))
  for (const object of objects) if (groups.has(object.apiVersion.split('/')[0])) reader.take(object)
  return reader.done()
}

const webhook: KubeObject = {
  apiVersion: 'admissionregistration.k8s.io/v1',
  kind: 'ValidatingWebhookConfiguration',
  metadata: { name: 'kyverno-resource-validating-webhook-cfg' },
  webhooks: [
    {
      name: 'validate.kyverno.svc-fail',
      rules: [
        { apiGroups: [''], apiVersions: ['v1'], operations: ['CREATE'], resources: ['pods'] },
      ],
      clientConfig: { service: { namespace: 'kyverno' } },
    },
  ],
}

/** A policy of Kyverno that enforces the level baseline. */
function policy(resources: JsonObject, spec: JsonObject = {}, rule: JsonObject = {}): KubeObject {
  return {
    apiVersion: 'kyverno.io/v1',
    kind: 'ClusterPolicy',
    metadata: { name: 'pods' },
    spec: {
      validationFailureAction: 'Enforce',
      ...spec,
      rules: [
        {
          name: 'pods',
          match: { resources },
          validate: { podSecurity: { level: 'baseline' } },
          ...rule,
        },
      ],
    },
  }
}

/** An exception of Kyverno for pods of some names. */
function exceptionFor(exception: JsonObject, operations: readonly string[] = []): KubeObject {
  const resources = { kinds: ['Pod'], names: ['agent'], operations }
  return {
    apiVersion: 'kyverno.io/v2',
    kind: 'PolicyException',
    metadata: { name: 'agents', namespace: 'shop' },
    spec: { exceptions: [exception], match: { any: [{ resources }] } },
  }
}

function effectOf(objects: readonly KubeObject[], namespace: Namespace): string {
  return refusalsIn(admissionOf([webhook, ...objects]), namespace)
    .map(({ effect }) => effect)
    .join()
}

function constraint(spec: JsonValue): KubeObject {
  return {
    apiVersion: 'constraints.gatekeeper.sh/v1beta1',
    kind: 'NoRoot',
    metadata: { name: 'pods' },
    spec,
  }
}

describe('the admission of pods', () => {
  it('is the same of objects in any order', () => {
    const all = casesOf()
      .filter(({ control }) => control === '5.2.1' || control === '5.2.2')
      .map(objectsOf)
    fc.assert(
      fc.property(
        fc
          .constantFrom(...all)
          .chain((objects) =>
            fc
              .shuffledSubarray([...objects], { minLength: objects.length })
              .map((shuffled) => ({ objects, shuffled })),
          ),
        ({ objects, shuffled }) => {
          expect(admissionOf(shuffled)).to.deep.equal(admissionOf(objects))
        },
      ),
      { numRuns: 200 },
    )
  })

  it('knows a pod by its kind, with version or pattern, and not by its subresources', () => {
    const effects = [
      'Pod',
      'v1/Pod',
      '*/Pod',
      '*',
      'P*',
      'Pod/exec',
      'apps/v1/Pod',
      'Deployment',
    ].map((kind) => effectOf([policy({ kinds: [kind] })], namespaceOf('shop')))
    const yes = 'refuses'
    expect(effects).to.deep.equal([yes, yes, yes, yes, yes, '', '', ''])
  })

  it('lets the first action that holds for a namespace decide, of the rule before those of its policy', () => {
    const actions = (own: JsonObject) =>
      policy(
        { kinds: ['Pod'] },
        { validationFailureActionOverrides: [{ action: 'Audit', namespaces: ['test-*'] }] },
        { validate: { podSecurity: { level: 'baseline' }, ...own } },
      )
    const tested = namespaceOf('test-1', { stage: '[redacted]' })
    const overrides = [{ action: 'Enforce', namespaceSelector: { matchLabels: { stage: 'test' } } }]
    expect(effectOf([actions({})], namespaceOf('shop'))).to.equal('refuses')
    expect(effectOf([actions({})], tested)).to.equal('reports')
    expect(effectOf([actions({ failureAction: 'enforce' })], tested)).to.equal('refuses')
    expect(effectOf([actions({ failureActionOverrides: overrides })], tested)).to.equal('perhaps')
  })

  it('asks no rule of an operation that makes nothing, or that is switched off at admission', () => {
    const shop = namespaceOf('shop')
    expect(effectOf([policy({ kinds: ['Pod'], operations: ['DELETE'] })], shop)).to.equal('')
    expect(effectOf([policy({ kinds: ['Pod'] }, { admission: false })], shop)).to.equal('')
  })

  it('does not count on an engine in its own namespace, nor on patterns that are not read', () => {
    const pods = policy({ kinds: ['Pod'], namespaces: ['shop-?', 'kyverno'] })
    expect(effectOf([pods], namespaceOf('kyverno'))).to.equal('perhaps')
    expect(effectOf([pods], namespaceOf('shop-1'))).to.equal('perhaps')
  })

  it('takes all filters of a match together, and each of them alone', () => {
    const filters = [
      { resources: { kinds: ['Pod'] } },
      { resources: { namespaces: ['shop'] }, clusterRoles: ['edit'] },
    ]
    const all = policy({}, {}, { match: { all: filters } })
    const any = policy({}, {}, { match: { any: filters } })
    expect(effectOf([all], namespaceOf('shop'))).to.equal('perhaps')
    expect(effectOf([all], namespaceOf('pay'))).to.equal('')
    expect(effectOf([any], namespaceOf('pay'))).to.equal('refuses')
  })

  it('lets past what an exclusion names, and nothing where it names nothing', () => {
    const without = (exclude: JsonObject) =>
      refusalsIn(
        admissionOf([webhook, policy({ kinds: ['Pod'] }, {}, { exclude })]),
        namespaceOf('shop'),
      ).map(({ sparesAny, spared }) => [sparesAny, ...spared].join(' '))
    expect(without({})).to.deep.equal(['false'])
    expect(without({ resources: {} })).to.deep.equal(['false'])
    expect(without({ all: [{ resources: { names: ['*'] } }, {}] })).to.deep.equal(['false'])
    expect(without({ resources: { selector: {} } })).to.deep.equal([])
    expect(without({ resources: { name: '*', names: ['x', '*'] } })).to.deep.equal([])
    const named = { resources: { name: 'agent', names: ['*'] } }
    expect(without(named)).to.deep.equal(['false pods named agent'])
    const users = { clusterRoles: ['edit'] }
    expect(without({ all: [named, users] })).to.deep.equal([
      'false pods named agent and pods that some users make',
    ])
    expect(without({ any: [named, users] })).to.deep.equal([
      'true pods named agent pods that some users make',
    ])
    expect(without({ resources: { names: ['agent-*', '?*'] } })).to.deep.equal([
      'true pods named agent-*, ?*',
    ])
  })

  const strict = { 'X(hostPath)': 'null' }
  const privileged = { '=(securityContext)': { '=(privileged)': 'false' } }
  const pattern = {
    spec: {
      '=(volumes)': [strict],
      containers: [privileged],
      '=(ephemeralContainers)': [privileged],
    },
  }

  /** What a policy of a pattern refuses in the namespace shop. */
  function refusedWith(rule: JsonObject, more: readonly KubeObject[] = [], hook = webhook) {
    const validated = policy({ kinds: ['Pod'] }, {}, { validate: { pattern }, ...rule })
    return refusalsIn(admissionOf([hook, validated, ...more]), namespaceOf('shop'))
      .flatMap(({ refuses }) => refuses)
      .map(({ way, places }) => `${way} of ${places.join(', ')}`)
  }

  const forEphemeral = {
    ...webhook,
    webhooks: [
      {
        ...(webhook.webhooks as readonly JsonObject[])[0],
        rules: [
          {
            apiGroups: [''],
            apiVersions: ['v1'],
            operations: ['CREATE', 'UPDATE'],
            resources: ['pods/*'],
          },
        ],
      },
    ],
  }

  it('refuses ephemeral containers where webhook and rule are asked when they are added', () => {
    const all = ['hostPath of pod', 'privileged of containers, ephemeralContainers']
    const without = ['hostPath of pod', 'privileged of containers']
    expect(refusedWith({})).to.deep.equal(without)
    expect(refusedWith({}, [], forEphemeral)).to.deep.equal(all)
    const matching = (resources: JsonObject) =>
      refusedWith({ match: { resources } }, [], forEphemeral)
    expect(matching({ kinds: ['Pod'], operations: ['CREATE', 'UPDATE'] })).to.deep.equal(all)
    expect(matching({ kinds: ['Pod'], operations: ['CREATE'] })).to.deep.equal(without)
    const excluding = (resources: JsonObject) =>
      refusedWith({ exclude: { any: [{ resources }] } }, [], forEphemeral)
    expect(excluding({ kinds: ['Pod'], operations: ['UPDATE'] })).to.deep.equal(without)
    expect(excluding({ kinds: ['Pod/ephemeralcontainers'] })).to.deep.equal(without)
    expect(excluding({ kinds: ['v1/Pod/*'] })).to.deep.equal(without)
    expect(excluding({ kinds: ['Deployment'], operations: ['DELETE'] })).to.deep.equal(all)
    const exception = exceptionFor({ policyName: 'pods', ruleNames: ['pods'] }, ['UPDATE'])
    expect(refusedWith({}, [exception], forEphemeral)).to.deep.equal(without)
  })

  it('reads of a rule in CEL what it refuses, unless it takes parameters', () => {
    const cel = { expressions: [{ expression: '!has(object.spec.hostPID)' }] }
    expect(refusedWith({ validate: { cel } })).to.deep.equal(['hostPID of pod'])
    const withParameters = { ...cel, paramKind: { apiVersion: 'v1', kind: 'ConfigMap' } }
    expect(refusedWith({ validate: { cel: withParameters } })).to.deep.equal([])
    const anyPattern = [pattern, { spec: { containers: [privileged] } }]
    expect(refusedWith({ validate: { anyPattern } })).to.deep.equal(['privileged of containers'])
  })

  it('lets a PolicyException spare the rules that it names, by their names or patterns', () => {
    const spared = (exception: JsonObject) =>
      refusalsIn(
        admissionOf([webhook, policy({ kinds: ['Pod'] }), exceptionFor(exception)]),
        namespaceOf('shop'),
      ).some((each) => each.spared.length > 0)
    for (const ruleNames of [['pods'], ['*'], ['other', 'p*'], ['p?ds']])
      expect(spared({ policyName: 'pods', ruleNames }), ruleNames.join()).to.equal(true)
    for (const ruleNames of [['other'], ['autogen-pods'], ['pod'], []])
      expect(spared({ policyName: 'pods', ruleNames }), ruleNames.join()).to.equal(false)
    expect(spared({ policyName: 'p*', ruleNames: ['pods'] })).to.equal(true)
    expect(spared({ policyName: 'shop/pods', ruleNames: ['pods'] })).to.equal(false)
    expect(spared({ policyName: 'pods' })).to.equal(false)
  })

  it('keeps a constraint that cannot be read as one that may refuse anything', () => {
    const gatekeeper = {
      ...webhook,
      webhooks: [
        { ...(webhook.webhooks as readonly JsonObject[])[0], name: 'validation.gatekeeper.sh' },
      ],
    }
    const found = refusalsIn(
      admissionOf([gatekeeper, constraint({ match: 3 })]),
      namespaceOf('shop'),
    )
    expect(found.map(({ effect, rule }) => [effect, rule.fields])).to.deep.equal([
      ['perhaps', ['securityContext']],
    ])
  })

  it('takes a scoped constraint as refusing only where it denies at the webhook', () => {
    const scoped = (action: string, point: string) =>
      admissionOf([
        constraint({
          enforcementAction: 'scoped',
          scopedEnforcementActions: [{ action, enforcementPoints: [{ name: point }] }],
        }),
        {
          apiVersion: 'templates.gatekeeper.sh/v1',
          kind: 'ConstraintTemplate',
          metadata: { name: 'noroot' },
          spec: { crd: { spec: { names: { kind: 'NoRoot' } } }, targets: [{ rego: 'runAsUser' }] },
        },
      ]).rules.map(({ actions }) => actions[0]?.refuses)
    expect(scoped('deny', 'validation.gatekeeper.sh')).to.deep.equal([true])
    expect(scoped('deny', 'audit.gatekeeper.sh')).to.deep.equal([false])
    expect(scoped('warn', '*')).to.deep.equal([false])
  })
})
