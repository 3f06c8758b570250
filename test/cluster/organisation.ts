/** What the organisation of the seeded clusters declares: `forgotten` stands in no line, because nobody remembers it. */
export const SCOPE = `
format: scope/v1
entity: { name: Example Payments, kind: service-provider }
platformNamespaces: [kube-system, ops]
rules:
  - id: vault
    class: cde
    subjects: { clusters: [payments], namespaces: [cde], workloads: [StatefulSet/vault, Job/migrate] }
    storesAccountData: true
    publicService: false
  - id: card-api
    class: cde
    subjects: { clusters: [payments], namespaces: [cde] }
    storesAccountData: false
    publicService: false
  - id: web
    class: connected
    subjects: { clusters: [payments], namespaces: [shop], workloads: [Deployment/web] }
    storesAccountData: false
    publicService: { ports: [80], sourceRanges: [198.51.100.0/24] }
    dmz: true
  - id: shop
    class: connected
    subjects: { clusters: [payments], namespaces: [shop] }
    storesAccountData: false
    publicService: false
  - id: operations
    class: connected
    subjects: { clusters: [payments], namespaces: [ops, kube-system] }
    storesAccountData: false
    publicService: false
  - id: terminals
    class: out-of-scope
    subjects: { clusters: [payments], namespaces: [legacy, bulk] }
    justification: no way into the CDE
    storesAccountData: false
    publicService: false
  - id: office
    class: out-of-scope
    subjects: { clusters: [office, office-restricted, stranger] }
    justification: no card is seen there
    storesAccountData: false
    publicService: false
nodes:
  - { clusters: [payments], nodes: [node-2], class: cde }
  - { clusters: [payments], nodes: [node-1, node-3], class: connected }
networks:
  - { id: shop-front, kind: third-party, cidrs: [198.51.100.0/24] }
  - { id: acquirer, kind: third-party, cidrs: [203.0.113.0/25] }
`

/** Flows that the register of that organisation lists. */
export const FLOWS = `
format: flows/v1
flows:
${[
  flow('FLOW-1', 'shop, Deployment/checkout', 'cde, Deployment/card-api', 'TCP', 8443),
  flow('FLOW-2', 'cde, Deployment/card-api', 'cde, StatefulSet/vault', 'TCP', 5432),
  flow('FLOW-3', 'cde, Deployment/card-api', 'kube-system, Deployment/kube-dns', 'UDP', 53),
].join('')}`

function flow(id: string, from: string, to: string, protocol: string, port: number): string {
  const side = (place: string) => {
    const [namespace, workload] = place.split(', ')
    return `{ subjects: { clusters: [payments], namespaces: [${namespace}], workloads: [${workload}] } }`
  }
  return `  - id: ${id}
    from: ${side(from)}
    to: ${side(to)}
    protocol: ${protocol}
    ports: [${port}]
    service: tls
    need: payments
    approvedBy: Network security lead
    approvedOn: 2026-10-01
    reviewBy: 2027-04-01
`
}
