import type { KubeObject } from '../../src/model/object.ts'

type Members = Record<string, unknown>

/** By the name of a member, or of a list, what an object there has where it does not say it itself. */
export type Required = Readonly<Record<string, object>>

/** What an object of a list, or below a name, must have beside what stands in it, so that the API would take it. */
const REQUIRED: Readonly<Record<string, (members: Members) => Members>> = {
  matchExpressions: ({ key = 'zz', operator = 'In', values }) =>
    operator === 'Exists' || operator === 'DoesNotExist'
      ? { key, operator }
      : { key, operator, values: values ?? ['z'] },
  fields: (members) => ({ type: 5, ...members }),
  toFQDNs: (members) => (isEmpty(members) ? { matchName: 'y.org' } : members),
  toGroups: (members) => (isEmpty(members) ? { aws: { region: 'z' } } : members),
  fromGroups: (members) => (isEmpty(members) ? { aws: { region: 'z' } } : members),
  toServices: (members) => (isEmpty(members) ? { k8sService: { serviceName: 'z' } } : members),
  k8sService: (members) => ({ serviceName: 'y', ...members }),
  k8sServiceSelector: (members) => ({ selector: {}, ...members }),
  secret: (members) => ({ name: 'y', ...members }),
  headerMatches: (members) => ({ name: 'y', ...members }),
  toCIDRSet: withCidr,
  fromCIDRSet: withCidr,
  pods: (members) => ({ namespaceSelector: {}, podSelector: {}, ...members }),
  portNumber: (members) => ({ protocol: 'TCP', port: 9, ...members }),
  portRange: (members) => ({ protocol: 'TCP', start: 9, end: 50000, ...members }),
  range: (members) => ({ start: 9, end: 50000, ...members }),
  destinationPort: (members) => (isEmpty(members) ? { number: 9 } : members),
  tcp: (members) => ({ destinationPort: { number: 9 }, ...members }),
  udp: (members) => ({ destinationPort: { number: 9 }, ...members }),
  sctp: (members) => ({ destinationPort: { number: 9 }, ...members }),
  ipBlock: (members) => ({ cidr: '10.0.0.0/8', ...members }),
  services: (members) => ({ name: 'y', ...members }),
  targetRef: target,
  targetRefs: target,
  when: ({ key = 'source.namespace', values, notValues }) =>
    notValues === undefined ? { key, values: values ?? ['z'] } : { key, notValues },
}

function withCidr(members: Members): Members {
  const { cidr, cidrGroupRef, cidrGroupSelector } = members
  const one = [cidr, cidrGroupRef, cidrGroupSelector].some((each) => each !== undefined)
  return one ? members : { cidr: '10.0.0.0/8', ...members }
}

const GROUPS: Readonly<Record<string, string>> = {
  Service: '',
  ServiceEntry: 'networking.istio.io',
  Gateway: 'gateway.networking.k8s.io',
}

function target({ group, kind, name = 'y', ...others }: Members): Members {
  const known = Object.entries(GROUPS).find(([, each]) => each === group)?.[0]
  const meant = kind ?? known ?? 'Service'
  return { group: group ?? GROUPS[meant as string], kind: meant, name, ...others }
}

function isEmpty(members: Members): boolean {
  return Object.keys(members).length === 0
}

/** What rules of one kind of object must have. */
const RULES: readonly (readonly [
  kind: RegExp,
  complete: (rule: Members, list: string) => Members,
])[] = [
  [/Admin/, (rule, list) => adminRule(rule, list, 'Allow')],
  [/^ClusterNet/, (rule, list) => adminRule(rule, list, 'Accept')],
  [/^GlobalNet|^NetworkPolicy$|^Profile$/, calicoRule],
  [/^Authorization/, istioRule],
]

function adminRule(rule: Members, list: string, allow: string): Members {
  const field = list === 'ingress' ? 'from' : 'to'
  const peers = (rule[field] as Members[] | undefined) ?? [{}]
  const filled = peers.map((each) => (isEmpty(each) ? { namespaces: {} } : each))
  const items = (name: string, item: Members) =>
    Array.isArray(rule[name])
      ? { [name]: (rule[name] as Members[]).map((each) => (isEmpty(each) ? item : each)) }
      : {}
  return {
    action: 'domainNames' in (filled[0] ?? {}) ? allow : 'Deny',
    ...rule,
    [field]: filled,
    ...items('ports', { portNumber: { protocol: 'TCP', port: 9 } }),
    ...items('protocols', { tcp: { destinationPort: { number: 9 } } }),
  }
}

function calicoRule(rule: Members): Members {
  const said = JSON.stringify(rule)
  const ports = /"(ports|notPorts|http)"/.test(said)
  const icmp = /"(icmp|notICMP)"/.test(said)
  return {
    action: 'Allow',
    ...(icmp ? { protocol: 'ICMP' } : ports ? { protocol: 'TCP' } : {}),
    ...rule,
  }
}

function istioRule(rule: Members): Members {
  const lists = [
    ['from', 'source', { namespaces: ['z'] }],
    ['to', 'operation', { ports: ['7'] }],
  ] as const
  return Object.assign(
    { ...rule },
    ...lists.flatMap(([list, name, content]) => {
      const items = rule[list] as Members[] | undefined
      return items === undefined
        ? []
        : [
            {
              [list]: items.map((each) => ({
                [name]: isEmpty((each[name] as Members | undefined) ?? {}) ? content : each[name],
              })),
            },
          ]
    }),
  ) as Members
}

/** An object with what its members demand of each other, as far as it does not say so itself. */
export function completed(object: KubeObject, required: Required = {}): KubeObject {
  const rule = object.apiVersion.startsWith('networking.k8s.io')
    ? undefined
    : RULES.find(([kind]) => kind.test(object.kind))?.[1]
  const walk = (value: unknown, name: string, above: string): unknown => {
    if (Array.isArray(value)) return value.map((each) => walk(each, name, above))
    if (typeof value !== 'object' || value === null) return value
    const isRule = /^(ingress|egress|rules)$/.test(name) && above === 'spec'
    const given: Members = { ...required[name], ...value }
    const own =
      above === 'toPorts' && name === 'ports' ? { port: '9', ...given } : requiredOf(name)(given)
    const all = isRule && rule !== undefined ? rule(own, name) : own
    return Object.fromEntries(
      Object.entries(all).map(([key, each]) => [key, walk(each, key, name)]),
    )
  }
  const { apiVersion, kind, metadata, ...content } = object
  return { apiVersion, kind, metadata, ...(walk(content, '', '') as object) }
}

function requiredOf(name: string): (members: Members) => Members {
  return REQUIRED[name] ?? ((members) => members)
}
