/** The organisation's files, as report.json shows them. */
import { z } from 'zod'
import { scopeClass } from './path.ts'
import { count, list, shape, text } from './shape.ts'

const scopeRule = shape({
  id: text,
  class: scopeClass,
  word: text,
  subjects: text,
  declares: list(text),
  justification: text,
  owner: text,
  concerns: list(text).describe('names of clusters that the estate does not have'),
})

const waiverState = z.enum([
  'active',
  'over-cap',
  'expired',
  'not-yet',
  'unused',
  'unsigned',
  'not-known',
])

const waiver = shape({
  id: text,
  anchor: text,
  state: waiverState.describe('over the whole estate'),
  word: text,
  why: text.describe('what it lies over, or why it lies over nothing'),
  check: text,
  subjects: list(text),
  reason: text,
  requestedBy: text,
  approval: text.describe('listed as approved by whom, when'),
  expires: text,
  concerns: list(text).describe(
    'that it expires soon, patterns that could mean a whole cluster, and clusters that the estate does not have',
  ),
  maxSubjects: count,
  ticket: text,
  compensatingControl: list(shape({ name: text, value: text })),
  states: list(shape({ cluster: text, state: waiverState, word: text, matched: count })).describe(
    'in each cluster that was read and that it can mean',
  ),
})

const flow = shape({
  id: text,
  from: text,
  to: text,
  traffic: text,
  service: text,
  need: text,
  approval: text,
  ticket: text,
  reviewBy: text,
  mitigation: text,
  states: list(text).describe(
    'overdue, unused or too broad, with the clusters, or of a cluster that the estate does not have; empty: in use and not overdue',
  ),
})

/** Scope, waivers and flows as they were applied. */
export const organisation = shape({
  entityKind: text,
  scopeAuthorship: text.describe(
    'how it was established who wrote the scope; empty: nobody has looked',
  ),
  scope: list(scopeRule),
  nodes: list(shape({ nodes: text, clusters: text, word: text })),
  label: text
    .optional()
    .describe('the label that clusters are compared by, never counted; absent: none is named'),
  platformNamespaces: list(text),
  policyEditors: list(text)
    .optional()
    .describe('who may change network policies; absent: the scope does not say'),
  insecureServices: list(shape({ id: text, traffic: text, reason: text }))
    .optional()
    .describe('ports that need a stated mitigation beside those of our list; absent: none'),
  securityControls: list(shape({ id: text, purpose: text, subjects: text }))
    .optional()
    .describe('workloads that guard others; absent: the scope does not say'),
  tenants: list(shape({ id: text, namespaces: text, clusters: text }))
    .optional()
    .describe('customers that are kept apart; absent: the scope names none'),
  networks: list(shape({ id: text, kind: text, cidrs: text, description: text })),
  waivers: list(waiver),
  flows: list(flow),
  unknownClusters: list(
    shape({ place: text.describe('file, line and path'), what: text }),
  ).describe('names of clusters, in any of the files, that the estate does not have'),
  missing: list(text).describe('files that the organisation did not give'),
})
