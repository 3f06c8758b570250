import { expect } from 'chai'
import { READABLE_CONFIG_MAPS } from '../../src/collect/config-maps.ts'
import {
  KIND_READERS,
  configMapRule,
  originOf,
  readerOf,
  readerOfKind,
  readerRules,
  resourceName,
} from '../../src/collect/kinds.ts'
import { looksLikePolicyApi } from '../../src/collect/policy-names.ts'
import { NOT_UNDERSTOOD, POLICY_APIS } from '../../src/policy/apis.ts'

const names = KIND_READERS.map(resourceName)

describe('KIND_READERS', () => {
  it('names every resource and every kind once, sorted', () => {
    expect(new Set(names).size).to.equal(names.length)
    expect(names).to.deep.equal([...names].sort())
    const kinds = KIND_READERS.map(({ group, kind }) => `${group}/${kind}`)
    expect(new Set(kinds).size).to.equal(kinds.length)
  })

  it('never reads Secrets, and no ConfigMaps by kind', () => {
    expect(names).to.not.include.members(['secrets'])
    expect(names).to.not.include.members(['configmaps'])
    expect(readerOfKind('', 'Secret')).to.equal(undefined)
    expect(readerOfKind('', 'ConfigMap')).to.equal(undefined)
  })

  it('reads what every policy API asks for, in one of its versions', () => {
    for (const ref of POLICY_APIS.flatMap(({ resources }) => resources)) {
      const reader = readerOf(resourceName(ref))
      expect(reader).to.include({ kind: ref.kind, namespaced: ref.namespaced })
      expect(reader?.versions).to.include(ref.version)
    }
  })

  it('marks as deciding traffic what the policy folder knows as deciding', () => {
    const deciding = KIND_READERS.filter(({ decidesTraffic }) => decidesTraffic).map(resourceName)
    const translated = POLICY_APIS.flatMap(({ resources }) => resources.map(resourceName))
    expect(deciding).to.have.members([...new Set([...NOT_UNDERSTOOD, ...translated])])
  })

  it('knows the groups that every API server serves', () => {
    expect(originOf(readerOf('pods')!)).to.equal('built-in')
    expect(originOf(readerOf('httproutes.gateway.networking.k8s.io')!)).to.equal('custom')
    expect(originOf(readerOf('networkpolicies.projectcalico.org')!)).to.equal('aggregated')
  })
})

describe('readerRules', () => {
  it('grants list on every resource of the registry and nothing else', () => {
    const rules = readerRules()
    expect(new Set(rules.flatMap(({ verbs }) => verbs))).to.deep.equal(new Set(['list']))
    const granted = rules.flatMap(({ apiGroups, resources }) =>
      resources.map((resource) => resourceName({ group: apiGroups[0] ?? '', resource })),
    )
    expect(granted.sort()).to.deep.equal(names)
    expect(JSON.stringify(rules)).to.not.include('*')
  })

  it('adds the constraint kinds of a cluster', () => {
    expect(readerRules(['k8srequiredlabels'])).to.deep.include({
      apiGroups: ['constraints.gatekeeper.sh'],
      resources: ['k8srequiredlabels'],
      verbs: ['list'],
    })
  })

  it('grants the two ConfigMaps by name only', () => {
    expect(configMapRule()).to.deep.equal({
      apiGroups: [''],
      resources: ['configmaps'],
      resourceNames: ['cilium-config', 'kube-proxy'],
      verbs: ['list'],
    })
    expect(new Set(READABLE_CONFIG_MAPS.map(({ namespace }) => namespace))).to.deep.equal(
      new Set(['kube-system']),
    )
  })
})

describe('looksLikePolicyApi', () => {
  for (const [group, resource, kind] of [
    ['metal-stack.io', 'clusterwidenetworkpolicies', 'ClusterwideNetworkPolicy'],
    ['example.com', 'edgefirewalls', 'EdgeFirewall'],
    ['vpc.example.com', 'securitygroups', 'SecurityGroup'],
    ['auth.example.com', 'authorizations', 'MeshAuthorization'],
    ['auth.example.com', 'authorisations', 'MeshAuthorisation'],
    ['policy.linkerd.io', 'httplocalratelimitpolicies', 'HTTPLocalRateLimitPolicy'],
    ['policy.linkerd.io', 'servers', 'Server'],
    ['kuma.io', 'meshtrafficpermissions', 'MeshTrafficPermission'],
    ['cilium.io', 'ciliumnewpolicies', 'CiliumNewPolicy'],
    ['networking.gke.io', 'gcpfirewalls', 'GCPFirewall'],
    ['network.openshift.io', 'egressnetworkpolicies', 'EgressNetworkPolicy'],
  ] as const)
    it(`takes ${resource}.${group} for one`, () => {
      expect(looksLikePolicyApi(group, resource, kind)).to.equal(true)
    })

  for (const [group, resource, kind] of [
    ['', 'pods', 'Pod'],
    ['policy', 'podsecuritypolicies', 'PodSecurityPolicy'],
    ['wgpolicyk8s.io', 'policyreports', 'PolicyReport'],
    ['authorization.k8s.io', 'selfsubjectaccessreviews', 'SelfSubjectAccessReview'],
    ['cert-manager.io', 'certificates', 'Certificate'],
    ['cilium.io', 'ciliumbgppeeringpolicies', 'CiliumBGPPeeringPolicy'],
    ['cilium.io', 'ciliuml2announcementpolicies', 'CiliumL2AnnouncementPolicy'],
    ['cilium.io', 'tracingpolicies', 'TracingPolicy'],
    ['networking.gke.io', 'gcpbackendpolicies', 'GCPBackendPolicy'],
    ['networking.gke.io', 'healthcheckpolicies', 'HealthCheckPolicy'],
    ['config.openshift.io', 'clusterimagepolicies', 'ClusterImagePolicy'],
    ['k8s.ovn.org', 'adminpolicybasedexternalroutes', 'AdminPolicyBasedExternalRoute'],
    ['controlplane.antrea.io', 'networkpolicies', 'NetworkPolicy'],
    ['security.openshift.io', 'podsecuritypolicyreviews', 'PodSecurityPolicyReview'],
  ] as const)
    it(`does not take ${resource}.${group} for one`, () => {
      expect(looksLikePolicyApi(group, resource, kind)).to.equal(false)
    })
})
