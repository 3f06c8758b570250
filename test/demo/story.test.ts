import { expect } from 'chai'
import type { KubeObject } from '../../src/model/object.ts'
import {
  HISTORY,
  estateAt,
  hasLabels,
  listAt,
  objectOf,
  ofKind,
  textAt,
  valueAt,
} from './slot-estate.ts'

const PROD = 'payments-prod'
const SCOPE = 'organisation/scope.yaml'
const NAME = 'kubernetes.io/metadata.name'

describe('the story of the bundled estate', () => {
  const base = estateAt(HISTORY.quarters.base.slot)
  const head = estateAt(HISTORY.quarters.head.slot)
  const policyOf = (estate: typeof base, namespace: string, name: string) =>
    objectOf(estate, PROD, 'NetworkPolicy', namespace, name)

  describe('mistakes', () => {
    it('has an Ingress-only policy that leaves the egress of a CDE namespace open', () => {
      for (const estate of [base, head]) {
        const policies = ofKind(estate, PROD, 'NetworkPolicy', 'vault-db')
        expect(policies).not.to.have.length(0)
        for (const policy of policies)
          expect(valueAt(policy, 'spec', 'policyTypes')).to.deep.equal(['Ingress'])
      }
    })

    it('has a broad namespaceSelector on a label that out-of-scope devtools bears in the end', () => {
      const rule = valueAt(policyOf(head, 'payments', 'payment-api'), 'spec', 'ingress', 1)
      expect(valueAt(rule, 'from')).to.deep.equal([
        { namespaceSelector: { matchLabels: { 'pci-access': 'true' } } },
      ])
      expect(bearers(base)).to.deep.equal(['shop'])
      expect(bearers(head)).to.deep.equal(['devtools', 'shop'])
    })

    it('has a forgotten namespace with pods, without policy, team or line in the scope', () => {
      expect(ofKind(head, PROD, 'Pod', 'legacy')).not.to.have.length(0)
      expect(ofKind(head, PROD, 'NetworkPolicy', 'legacy')).to.have.length(0)
      const labels = objectOf(head, PROD, 'Namespace', '', 'legacy')?.metadata.labels
      expect(labels).to.deep.equal({ [NAME]: 'legacy' })
      for (const rule of listAt(head.files.get(SCOPE), 'rules'))
        expect(valueAt(rule, 'subjects', 'namespaces') ?? []).not.to.include('legacy')
    })

    it('opens an undeclared NodePort into the CDE in the last quarter', () => {
      const service = objectOf(head, PROD, 'Service', 'payments', 'payment-api-debug')
      expect(valueAt(service, 'spec', 'ports', 0, 'nodePort')).to.equal(30443)
      const rules = listAt(head.files.get(SCOPE), 'rules')
      const declared = valueAt(
        rules.find(({ id }) => id === 'payment-api'),
        'publicService',
      )
      expect(valueAt(declared, 'ports')).to.deep.equal([443])
      expect(nodePorts(base)).to.have.length(0)
      expect(nodePorts(head)).to.have.length(1)
    })

    it('has a hostNetwork agent on the nodes of the CDE', () => {
      const agents = ofKind(head, PROD, 'Pod', 'monitoring').filter((pod) => isOnCdeNode(pod))
      expect(agents).to.have.length(3)
      for (const agent of agents) expect(valueAt(agent, 'spec', 'hostNetwork')).to.equal(true)
    })

    it('has a node shared by pods of the CDE and an out-of-scope pod', () => {
      const node = ofKind(head, PROD, 'Pod', 'devtools').filter(isOnCdeNode).map(nodeOf)
      expect(node).to.deep.equal(['cde-3'])
      expect(ofKind(head, PROD, 'Pod', 'payments').map(nodeOf)).to.include('cde-3')
    })

    it('allows telnet into the CDE with and without a mitigation in the register', () => {
      const ports = valueAt(policyOf(head, 'payments', 'terminal-gateway'), 'spec', 'ingress', 0)
      expect(listAt(ports, 'from')).to.have.length(2)
      expect(valueAt(ports, 'ports', 0, 'port')).to.equal('telnet')
      const telnet = listAt(head.files.get('organisation/flows.yaml'), 'flows').filter(
        ({ service }) => service === 'telnet',
      )
      expect(telnet.map(({ mitigation }) => mitigation !== undefined)).to.deep.equal([true, false])
    })

    it('lets the outside reach the store of account data in two hops', () => {
      const portal = objectOf(head, PROD, 'Service', 'reporting', 'report-portal')
      expect(valueAt(portal, 'spec', 'type')).to.equal('LoadBalancer')
      const way = valueAt(policyOf(head, 'vault-db', 'postgres'), 'spec', 'ingress', 1, 'from', 0)
      expect(way).to.deep.equal({ namespaceSelector: { matchLabels: { [NAME]: 'reporting' } } })
      const egress = valueAt(policyOf(head, 'reporting', 'to-store'), 'spec', 'podSelector')
      expect(egress).to.deep.equal({})
    })

    it('has a change whose approval only the object itself claims', () => {
      const policy = policyOf(head, 'payments', 'payment-api-debug')
      const ticket = policy?.metadata.annotations?.['exhibit/change-ticket']
      expect(ticket).to.equal('CHG-2025-0871')
      expect(policy?.metadata.annotations?.['exhibit/approved-by']).to.equal('CISO')
      for (const value of head.files.values())
        expect(JSON.stringify(value)).not.to.include('CHG-2025-0871')
    })

    it('has a hostile name and a hostile text', () => {
      const name = ofKind(head, 'shop-managed', 'Role', 'default')[0]?.metadata.name
      const text = objectOf(head, PROD, 'Namespace', '', 'devtools')?.metadata.annotations
      for (const hostile of [name, text?.['exhibit/owner']]) {
        expect(hostile).to.match(/^=cmd\|/)
        expect(hostile).to.include('<script>')
        expect(hostile).to.include('\u202e')
      }
    })

    it('expects a cluster at an address where nothing answers', () => {
      const members = listAt(head.files.get('estate.yaml'), 'clusters')
      const member = members.find(({ name }) => name === 'payments-dr')
      const kubeconfig = head.files.get(textAt(member, 'kubeconfig'))
      expect(valueAt(kubeconfig, 'clusters', 0, 'cluster', 'server')).to.equal(
        'https://127.0.0.1:9',
      )
    })

    it('has a policy of a kind that is not understood, outside the cardholder-data environment', () => {
      const policies = ofKind(head, 'staging', 'CiliumLocalRedirectPolicy')
      expect(policies).to.have.length(1)
      expect(ofKind(base, 'staging', 'CiliumLocalRedirectPolicy')).to.have.length(0)
    })

    it('has an address of a finished pod that a running pod was given', () => {
      const address = (pod: KubeObject) => valueAt(pod, 'status', 'podIP')
      const pods = ofKind(base, PROD, 'Pod')
      const finished = pods.find(({ metadata }) => metadata.name.startsWith('pg-backup'))
      expect(valueAt(finished, 'status', 'phase')).to.equal('Succeeded')
      expect(pods.filter((pod) => finished && address(pod) === address(finished))).to.have.length(2)
    })
  })

  describe('changes between the quarters', () => {
    it('replaces one cluster under its name and retires another by a dated, approved entry', () => {
      const uid = (estate: typeof base) =>
        objectOf(estate, 'staging', 'Namespace', '', 'kube-system')?.metadata.uid
      expect(uid(base)).not.to.equal(uid(head))
      expect(base.clusters.has('loyalty')).to.equal(true)
      expect(head.clusters.has('loyalty')).to.equal(false)
      const [entry] = listAt(head.files.get('estate.yaml'), 'retired')
      expect(entry).to.include({ name: 'loyalty', at: '2025-11-27', approvedBy: 'Platform owner' })
    })

    it('denies egress in payments', () => {
      const types = (estate: typeof base) =>
        valueAt(policyOf(estate, 'payments', 'default-deny'), 'spec', 'policyTypes')
      expect(types(base)).to.deep.equal(['Ingress'])
      expect(types(head)).to.deep.equal(['Ingress', 'Egress'])
    })

    it('closes the way of settlement to the store, which no register listed', () => {
      const callers = (estate: typeof base) =>
        JSON.stringify(valueAt(policyOf(estate, 'vault-db', 'postgres'), 'spec', 'ingress'))
      expect(callers(base)).to.include('settlement')
      expect(callers(head)).not.to.include('settlement')
      expect(policyOf(base, 'batch', 'allow-all')).not.to.equal(undefined)
      expect(policyOf(head, 'batch', 'allow-all')).to.equal(undefined)
    })

    it('switches the policy agent of the managed cluster on', () => {
      const args = (estate: typeof base) =>
        valueAt(
          objectOf(estate, 'shop-managed', 'DaemonSet', 'kube-system', 'aws-node'),
          ...['spec', 'template', 'spec', 'containers', 1, 'args'],
        )
      expect(args(base)).to.include('--enable-network-policy=false')
      expect(args(head)).to.include('--enable-network-policy=true')
    })

    it('empties the namespace default of payments-prod', () => {
      expect(objectOf(base, PROD, 'Pod', 'default', 'netshoot')).not.to.equal(undefined)
      expect(ofKind(head, PROD, 'Pod', 'default')).to.have.length(0)
    })

    it('keeps production within the versions that the benchmark is written for', () => {
      for (const estate of [base, head])
        for (const node of ofKind(estate, PROD, 'Node'))
          expect(valueAt(node, 'status', 'nodeInfo', 'kubeletVersion')).to.match(/^v1\.3[45]\./)
    })
  })

  describe("the organisation's files", () => {
    it('hold waivers that are active, expired, unused and over their cap', () => {
      const waivers = listAt(head.files.get('organisation/waivers.yaml'), 'waivers')
      const byId = new Map(waivers.map((waiver) => [waiver.id, waiver]))
      expect(valueAt(byId.get('WVR-002'), 'expires')).to.equal('2025-10-31')
      expect(JSON.stringify(ofKind(head, PROD, 'Deployment', 'default'))).to.equal('[]')
      expect(byId.get('WVR-003')?.subjects).to.deep.equal([
        'payments-prod/default/Deployment/debug-proxy',
      ])
      const previews = ofKind(head, 'staging', 'Namespace').filter(({ metadata }) =>
        metadata.name.startsWith('preview-'),
      )
      expect(byId.get('WVR-004')?.maxSubjects).to.equal(2)
      expect(previews).to.have.length(4)
    })

    it('hold one waiver with a whole compensating control', () => {
      const waivers = listAt(head.files.get('organisation/waivers.yaml'), 'waivers')
      const [whole, ...others] = waivers.filter((each) => each.compensatingControl !== undefined)
      expect(others).to.have.length(0)
      expect(whole?.id).to.equal('WVR-005')
      expect(valueAt(whole, 'compensatingControl')).to.have.all.keys(
        ...['constraint', 'objective', 'risk', 'definition', 'validation', 'maintenance'],
      )
    })

    it('hold one approved flow that is overdue for review, and one that no policy allows', () => {
      const flows = listAt(head.files.get('organisation/flows.yaml'), 'flows')
      const overdue = flows.filter((flow) => textAt(flow, 'reviewBy') < '2025-12-29')
      expect(overdue.map(({ id }) => id)).to.deep.equal(['FLOW-008'])
      const unused = flows.find(({ id }) => id === 'FLOW-018')
      expect(JSON.stringify(ofKind(head, PROD, 'NetworkPolicy'))).not.to.include('10.70.0.0')
      expect(valueAt(unused, 'to', 'cidrs')).to.deep.equal(['10.70.0.0/28'])
    })

    it('list each change of a policy but that of the debug policy, one of them late', () => {
      const changes = listAt(head.files.get('organisation/changes.yaml'), 'changes')
      expect(changes.map(({ id, date }) => [id, date])).to.deep.equal([
        ['CHG-2025-0688', '2025-10-08'],
        ['CHG-2025-0702', '2025-10-15'],
        ['INC-2025-0117', '2025-09-18'],
        ['CHG-2025-0733', '2025-10-21'],
        ['CHG-2025-0902', '2025-12-10'],
      ])
      expect(JSON.stringify(changes)).not.to.include('payment-api-debug').and.not.include('0871')
      expect(listAt(base.files.get('organisation/changes.yaml'), 'changes')).to.have.length(0)
    })

    it('confirm the list of clusters, five days late the second time', () => {
      const confirmed = (time: string) =>
        valueAt(estateAt(time).files.get('estate.yaml'), 'listConfirmed', 'at')
      expect(confirmed('2025-12-01T02:00:00Z')).to.equal('2025-08-28')
      expect(confirmed(HISTORY.quarters.head.slot)).to.equal('2025-12-03')
    })
  })
})

const nodeOf = (pod: KubeObject) => textAt(pod, 'spec', 'nodeName')
const isOnCdeNode = (pod: KubeObject) => nodeOf(pod).startsWith('cde-')

function bearers(estate: Parameters<typeof ofKind>[0]): readonly string[] {
  return ofKind(estate, PROD, 'Namespace')
    .filter((namespace) => hasLabels(namespace, { 'pci-access': 'true' }))
    .map(({ metadata }) => metadata.name)
    .sort()
}

function nodePorts(estate: Parameters<typeof ofKind>[0]): readonly unknown[] {
  return ofKind(estate, PROD, 'Service').flatMap((service) =>
    listAt(service, 'spec', 'ports').flatMap(({ nodePort }) => nodePort ?? []),
  )
}
