import { z } from 'zod'
import { looseItems, looseMember, meaning, tellRepeatedIds } from '../../core/meaning.ts'
import { validate } from '../../core/validate.ts'
import { parseYamlDocument } from '../../core/yaml.ts'
import type { Scope } from '../../model/scope.ts'
import { cidr, id, namespaceName, pattern, port, subjects, subjectsOf, text } from './fields.ts'

const scopeClass = z.enum(['cde', 'connected', 'out-of-scope'])

const publicService = z.strictObject({
  ports: z.array(port).min(1, 'a public service has at least one port'),
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

const network = z.strictObject({
  id,
  kind: z.enum(['trusted', 'untrusted', 'third-party']),
  cidrs: z.array(cidr).min(1, 'empty list'),
  description: text.exactOptional(),
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
    networks: z.array(network).default([]),
  })
  .check(
    meaning((value, tell) => {
      tellRepeatedIds(value, 'rules', tell)
      tellRepeatedIds(value, 'networks', tell)
      tellUnreachable(value, tell)
    }),
  )

/** A rule that repeats the subjects of one above it can never decide. */
const tellUnreachable: Parameters<typeof meaning>[0] = (value, tell) => {
  const seen = new Map<string, number>()
  for (const [index, each] of looseItems(looseMember(value, 'rules')).entries()) {
    const place = JSON.stringify(looseMember(each, 'subjects') ?? index)
    const above = seen.get(place)
    if (above === undefined) seen.set(place, index)
    else tell(['rules', index, 'subjects'], `the same as rules[${above}], which decides first`)
  }
}

/** The scope that a file says. Throws Fault `CONFIGURATION` with all its faults, each with file and line. */
export function parseScope(source: string, file: string): Scope {
  const written = validate(scopeSchema, parseYamlDocument(source, file), file)
  const { entity, networks, nodes, platformNamespaces, rules } = written
  return {
    entity,
    rules: rules.map((each) => ({ ...each, subjects: subjectsOf(each.subjects) })),
    nodes,
    platformNamespaces,
    networks,
  }
}
