import { expect } from 'chai'
import { podAdmissionReader } from '../../../src/analyse/facts/admission/admission.ts'
import { refusalsIn } from '../../../src/analyse/queries/pod-refusals.ts'
import type { JsonObject } from '../../../src/core/json.ts'
import type { KubeObject } from '../../../src/model/object.ts'
import type { PodAdmission } from '../../../src/model/pod-admission.ts'

const NAME = 'kubernetes.io/metadata.name'

function webhook(changes: JsonObject): KubeObject {
  const rules = [
    { apiGroups: [''], apiVersions: ['v1'], operations: ['CREATE'], resources: ['pods'] },
  ]
  const clientConfig = { service: { namespace: 'kyverno' } }
  return {
    apiVersion: 'admissionregistration.k8s.io/v1',
    kind: 'ValidatingWebhookConfiguration',
    metadata: { name: 'pods' },
    webhooks: [{ name: 'validate.kyverno.svc-fail', rules, clientConfig, ...changes }],
  }
}

const policy: KubeObject = {
  apiVersion: 'kyverno.io/v1',
  kind: 'ClusterPolicy',
  metadata: { name: 'pods' },
  spec: {
    validationFailureAction: 'Enforce',
    rules: [
      {
        name: 'pods',
        match: { any: [{ resources: { kinds: ['Pod'] } }] },
        validate: { podSecurity: { level: 'baseline' } },
      },
    ],
  },
}

function admissionOf(objects: readonly KubeObject[]): PodAdmission {
  const reader = podAdmissionReader()
  for (const object of objects) reader.take(object)
  return reader.done()
}

/** What the policy does to pods of a namespace, by what one webhook brings. */
function effectIn(name: string, brought: KubeObject): string | undefined {
  const labels = { [NAME]: name }
  const namespace = { key: `/v1/Namespace//${name}`, name, labels, annotations: {}, read: true }
  return refusalsIn(admissionOf([policy, brought]), namespace)[0]?.effect
}

describe('the namespaces that Kyverno leaves out as it comes', () => {
  it('are not counted on, whatever its webhooks bring', () => {
    const all = ['kube-node-lease', 'kube-public', 'kube-system', 'kyverno', 'shop']
    expect(all.map((each) => effectIn(each, webhook({})))).to.deep.equal([
      ...all.slice(1).map(() => 'perhaps'),
      'refuses',
    ])
  })

  it('are known to be left out where its webhooks do not bring their pods', () => {
    const matchExpressions = [{ key: NAME, operator: 'NotIn', values: ['kube-system'] }]
    const selective = webhook({ namespaceSelector: { matchExpressions } })
    expect(effectIn('kube-system', selective)).to.equal('unasked')
    expect(effectIn('kube-public', selective)).to.equal('perhaps')
  })

  it('are none of Gatekeeper', () => {
    const { webhooks } = admissionOf([webhook({ name: 'validation.gatekeeper.sh' })])
    expect(webhooks.map(({ doubtful }) => doubtful)).to.deep.equal([[]])
  })
})
