import { z } from 'zod'
import { looseItems, looseMember, looseText, meaning, tellRepeatedIds } from '../../core/meaning.ts'
import type { Loose, Tell } from '../../core/meaning.ts'
import { isJsonObject } from '../../core/json.ts'
import { suggestion } from '../../core/nearest.ts'
import type { ApprovedFlow, FlowSide } from '../../model/scope.ts'
import { cidr, day, id, looseDay, port, subjects, subjectsOf, text } from './fields.ts'
import { written } from './written.ts'

const fqdn = z
  .string()
  .max(253, 'longer than 253 characters')
  .regex(/^(\*\.)?[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?$/, 'not a domain name')

const KINDS = ['subjects', 'cidrs', 'network', 'fqdn'] as const

const side = z
  .strictObject({
    subjects: subjects.exactOptional(),
    cidrs: z.array(cidr).min(1, 'empty list').exactOptional(),
    network: id.exactOptional().describe('id of a network of the scope file'),
    fqdn: z.array(fqdn).min(1, 'empty list').exactOptional(),
  })
  .check(
    meaning((value, tell, hasUnknownKeys) => {
      const given = KINDS.filter((kind) => looseMember(value, kind) !== undefined)
      const isEmpty = isJsonObject(value) && given.length === 0 && !hasUnknownKeys
      if (given.length > 1 || isEmpty) tell([], `exactly one of ${KINDS.join(', ')} is needed`)
    }),
  )

const portRange = z
  .string()
  .regex(/^[0-9]{1,5}-[0-9]{1,5}$/, {
    error: 'not a port or a range, as in 443 or 8000-8010',
    abort: true,
  })
  .refine((value) => {
    const [from = 0, to = 0] = value.split('-').map(Number)
    return from >= 1 && to <= 65535 && from <= to
  }, 'not a range of ports between 1 and 65535')

/** What people write where there is nothing to say: no letter or digit at all, or a word for nothing. */
const SAYS_NOTHING =
  /^[^\p{L}\p{N}]*(?:(?:none|no|nil|null|nothing|n\W?a|not (?:applicable|available|needed|required|yet)|no(?:ne)? (?:mitigation|needed|required|yet)|unknown|undefined|false|0|x+|tb[acds]|to ?do|to be (?:added|completed|confirmed|decided|defined|done|given)|pending|later|accepted|risk accepted)[^\p{L}\p{N}]*)?$/iu

const flow = z
  .strictObject({
    id,
    from: side,
    to: side,
    protocol: z.enum(['TCP', 'UDP', 'SCTP']),
    ports: z
      .array(z.union([port, portRange]))
      .describe('ports or ranges; empty: all ports, which is too broad to list anything'),
    service: text.exactOptional(),
    need: text,
    approvedBy: text.describe('as listed here; printed "listed as approved by"'),
    ticket: text.exactOptional(),
    approvedOn: day,
    reviewBy: day,
    mitigation: text
      .refine(
        (value) => !SAYS_NOTHING.test(value),
        'says that there is none; say how the risk is mitigated, or leave it out',
      )
      .exactOptional()
      .describe(
        'how the risk of an insecure service is mitigated; counts for ports listed one by one or in ranges of at most three',
      ),
  })
  .check(
    meaning((value, tell) => {
      const [approved, review] = [looseDay(value, 'approvedOn'), looseDay(value, 'reviewBy')]
      if (review !== '' && review < approved) tell(['reviewBy'], 'before the day of approval')
    }),
  )

/** The schema of the register of approved flows; published for editors as controls/schemas/flows.json. */
export const flowsSchema = z
  .strictObject({
    format: z.literal('flows/v1'),
    strictFlows: z
      .boolean()
      .default(false)
      .describe('refuse flows that select pods by labels alone, which whoever makes pods may set'),
    flows: z.array(flow),
  })
  .check(
    meaning((value, tell) => {
      tellRepeatedIds(value, 'flows', tell)
      if (looseMember(value, 'strictFlows') === true) tellLabelsAlone(value, tell)
    }),
  )

function tellLabelsAlone(register: Loose, tell: Tell): void {
  for (const [index, flow] of looseItems(looseMember(register, 'flows')).entries())
    for (const side of ['from', 'to']) {
      const subjects = looseMember(looseMember(flow, side), 'subjects')
      const [labels, workloads] = ['podLabels', 'workloads'].map((key) =>
        looseMember(subjects, key),
      )
      if (labels !== undefined && workloads === undefined)
        tell(
          ['flows', index, side, 'subjects', 'podLabels'],
          'selects pods by labels alone, which strictFlows refuses; name workloads',
        )
    }
}

/**
 * The register of approved flows that a file says, in its order. A flow may name a network only where the scope defines it; `networks` are
 * their ids, absent where the scope could not be read.
 *
 * Throws Fault `CONFIGURATION` with all its faults, each with file and line.
 */
export function parseFlows(
  source: string,
  file: string,
  networks: readonly string[] | undefined,
): readonly ApprovedFlow[] {
  const schema =
    networks === undefined
      ? flowsSchema
      : flowsSchema.check(meaning((value, tell) => tellUnknownNetworks(value, networks, tell)))
  return written(schema, source, file).flows.map(flowOf)
}

function tellUnknownNetworks(register: Loose, networks: readonly string[], tell: Tell): void {
  for (const [index, flow] of looseItems(looseMember(register, 'flows')).entries())
    for (const side of ['from', 'to']) {
      const name = looseText(looseMember(looseMember(flow, side), 'network'))
      if (name !== '' && !networks.includes(name))
        tell(['flows', index, side, 'network'], `unknown network${suggestion(name, networks)}`)
    }
}

function flowOf(written: z.output<typeof flow>): ApprovedFlow {
  const { from, to, ports } = written
  return { ...written, from: sideOf(from), to: sideOf(to), ports: ports.map(rangeOf) }
}

function rangeOf(written: number | string): { readonly from: number; readonly to: number } {
  if (typeof written === 'number') return { from: written, to: written }
  const [from = 0, to = 0] = written.split('-').map(Number)
  return { from, to }
}

function sideOf(written: z.output<typeof side>): FlowSide {
  if (written.subjects !== undefined)
    return { kind: 'subjects', subjects: subjectsOf(written.subjects) }
  if (written.cidrs !== undefined) return { kind: 'cidrs', cidrs: written.cidrs }
  if (written.network !== undefined) return { kind: 'network', network: written.network }
  if (written.fqdn !== undefined) return { kind: 'fqdn', names: written.fqdn }
  throw new Error('a side of no kind')
}
