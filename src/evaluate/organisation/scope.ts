import { z } from 'zod'
import { looseMember, meaning, tellRepeatedIds } from '../../core/meaning.ts'
import type { PublicPort, Scope, ScopeRule } from '../../model/scope.ts'
import { cidr, id, namespaceName, pattern, port, subjects, subjectsOf, text } from './fields.ts'
import { scopeLabel } from './scope-label.ts'
import { tellOverlaps, tellWideNetworks } from './scope-overlaps.ts'
import { written } from './written.ts'

/** What a workload may guard others by. */
const SECURITY_PURPOSES = [
  'network-security',
  'policy-engine',
  'intrusion-detection',
  'change-detection',
  'anti-malware',
  'audit-logging',
] as const

const scopeClass = z.enum(['cde', 'connected', 'out-of-scope'])

const publicPort = z
  .string()
  .regex(/^[1-9][0-9]{0,4}\/(?:TCP|UDP|SCTP)$/, {
    error: 'not a port, as in 443 or 53/UDP',
    abort: true,
  })
  .refine((value) => Number(value.split('/')[0]) <= 65535, 'above 65535')

const publicService = z.strictObject({
  ports: z
    .array(z.union([port, publicPort]))
    .min(1, 'a public service has at least one port')
    .describe('as the outside sees them: 443 is a port of TCP, 53/UDP one of UDP'),
  sourceRanges: z.array(cidr).default([]).describe('who may come in; empty: any address'),
})

const rule = z
  .strictObject({
    id,
    class: scopeClass,
    subjects,
    justification: text.exactOptional().describe('why it is out of scope, or what it is for'),
    owner: text.exactOptional(),
    storesAccountData: z
      .boolean()
      .exactOptional()
      .describe('whether account data is kept at rest; left out, the scope does not say'),
    publicService: z
      .union([z.literal(false), publicService])
      .exactOptional()
      .describe('what may be reached from outside; left out, the scope does not say'),
    dmz: z.boolean().exactOptional().describe('part of the demilitarised zone'),
    environment: z
      .enum(['production', 'pre-production'])
      .exactOptional()
      .describe('what the subjects are for; left out, the scope does not say'),
  })
  .check(
    meaning((value, tell) => {
      const outside = looseMember(value, 'class') === 'out-of-scope'
      if (outside && looseMember(value, 'justification') === undefined)
        tell(['justification'], 'missing; what is out of scope needs a reason')
      if (outside && looseMember(value, 'storesAccountData') === true)
        tell(['storesAccountData'], 'a store of account data cannot be out of scope')
    }),
  )

/** Somebody whom a binding may name, as results print him. */
const holder = z
  .string()
  .max(400, 'longer than 400 characters')
  .regex(
    /^(?:(?:User|Group) \S+|ServiceAccount [a-z0-9-]+\/[a-z0-9.-]+)$/,
    'not User NAME, Group NAME or ServiceAccount NAMESPACE/NAME',
  )

const network = z
  .strictObject({
    id,
    kind: z.enum(['trusted', 'untrusted', 'third-party']),
    cidrs: z.array(cidr).min(1, 'empty list'),
    description: text.exactOptional(),
  })
  .check(meaning(tellWideNetworks))

const insecureService = z.strictObject({
  id,
  protocol: z.enum(['TCP', 'UDP', 'SCTP']),
  port,
  reason: text.describe('why it is insecure; results print it'),
})

const securityControl = z.strictObject({
  id,
  purpose: z.enum(SECURITY_PURPOSES),
  subjects,
})

const tenant = z.strictObject({
  id,
  clusters: z.array(pattern).min(1, 'empty list').exactOptional(),
  namespaces: z.array(pattern).min(1, 'empty list'),
})

/** The schema of the organisation's scope file; published for editors as controls/schemas/scope.json. */
export const scopeSchema = z
  .strictObject({
    format: z.literal('scope/v1'),
    entity: z.strictObject({ name: text, kind: z.enum(['merchant', 'service-provider']) }),
    rules: z.array(rule).describe('the first rule that matches decides'),
    nodes: z
      .array(
        z.strictObject({
          clusters: z.array(pattern).min(1, 'empty list').exactOptional(),
          nodes: z.array(pattern).min(1, 'empty list'),
          class: scopeClass,
        }),
      )
      .default([]),
    platformNamespaces: z
      .array(namespaceName)
      .default([])
      .describe('namespaces of the platform team: enforcers are recognised only there'),
    policyEditors: z
      .array(holder)
      .exactOptional()
      .describe('who may change network policies; left out, the scope does not say'),
    networks: z.array(network).default([]),
    insecureServices: z
      .array(insecureService)
      .exactOptional()
      .describe('ports into the CDE that need a stated mitigation, beside those of our list'),
    securityControls: z
      .array(securityControl)
      .exactOptional()
      .describe('workloads that guard others: sensors, policy engines, log shippers'),
    tenants: z
      .array(tenant)
      .exactOptional()
      .describe('customers of a multi-tenant provider, each with namespaces of its own'),
    labels: scopeLabel
      .exactOptional()
      .describe(
        'the label in which namespaces and nodes repeat their class: compared, never counted',
      ),
  })
  .check(
    meaning((value, tell) => {
      tellRepeatedIds(value, 'rules', tell)
      for (const list of ['networks', 'insecureServices', 'securityControls', 'tenants'])
        tellRepeatedIds(value, list, tell)
      tellOverlaps(value, tell)
    }),
  )

function ruleOf({ publicService, subjects, ...said }: z.output<typeof rule>): ScopeRule {
  return {
    ...said,
    subjects: subjectsOf(subjects),
    ...(publicService === undefined
      ? {}
      : {
          publicService: publicService && {
            ...publicService,
            ports: publicService.ports.map(publicPortOf),
          },
        }),
  }
}

function publicPortOf(written: number | string): PublicPort {
  if (typeof written === 'number') return written
  const [number = '', protocol] = written.split('/')
  return protocol === 'UDP' || protocol === 'SCTP'
    ? `${Number(number)}/${protocol}`
    : Number(number)
}

/** The scope that a file says. Throws Fault `CONFIGURATION` with all its faults, each with file and line. */
export function parseScope(source: string, file: string): Scope {
  const said = written(scopeSchema, source, file)
  const { entity, networks, nodes, platformNamespaces, policyEditors, rules } = said
  const { insecureServices, labels, securityControls, tenants } = said
  return {
    entity,
    rules: rules.map(ruleOf),
    nodes,
    platformNamespaces,
    ...(policyEditors === undefined ? {} : { policyEditors }),
    networks,
    ...(insecureServices === undefined ? {} : { insecureServices }),
    ...(securityControls === undefined
      ? {}
      : {
          securityControls: securityControls.map((each) => ({
            ...each,
            subjects: subjectsOf(each.subjects),
          })),
        }),
    ...(tenants === undefined ? {} : { tenants }),
    ...(labels === undefined ? {} : { labels }),
  }
}
