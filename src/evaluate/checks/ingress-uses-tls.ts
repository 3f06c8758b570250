import type { Check, CheckAnswer } from '../../model/check.ts'
import type { Exposure, PlainHttp } from '../../model/cluster.ts'
import { fail, pass, undetermined } from '../answers.ts'
import { leadsTo, openingEvidence, openingsOf } from '../exposed.ts'
import type { Opening } from '../exposed.ts'
import { EXPOSURES } from '../reads.ts'

const KINDS: ReadonlySet<string> = new Set(['Ingress', 'Gateway', 'Route'])

/** Whether every Ingress, Gateway and Route into the cardholder-data environment states TLS. */
export const ingressUsesTls: Check = {
  id: 'ingress-uses-tls',
  version: 4,
  title: 'HTTP entrances to the cardholder-data environment state TLS',
  logic:
    'Each Ingress, Gateway or Route that leads to CDE workloads has TLS stated for every host it serves, and nothing serves plain HTTP beside it: what known controllers do is taken from annotations and their defaults, and is undetermined where settings decide that are not read. A redirect passes. Versions, ciphers and certificates are not seen.',
  reads: EXPOSURES,
  needs: ['scope', 'exposures'],
  parameters: {},
  evaluate: (input) =>
    openingsOf(input)
      .filter(({ ways }) => ways.some(({ kind }) => KINDS.has(kind)))
      .filter((opening) => leadsTo(opening, 'cde') || leadsTo(opening, 'unclassified'))
      .map((opening) => answer(opening)),
}

function answer(opening: Opening): CheckAnswer {
  const { subject } = opening
  const evidence = openingEvidence(opening)
  if (!leadsTo(opening, 'cde')) {
    return undetermined(
      subject,
      'scope-silent',
      'scope does not say whether what is behind it is in the cardholder-data environment',
      evidence,
    )
  }
  const open = opening.ways.filter(({ tls }) => tls === false)
  if (open.length > 0) return fail(subject, withoutTls(open), evidence)
  if (opening.ways.some(({ tls }) => tls === undefined))
    return undetermined(subject, 'untranslated', 'whether it uses TLS could not be read', evidence)
  const plain = opening.ways.flatMap((way) => way.plain ?? [])
  const unread = of(plain, 'unknown')
  if (unread.length > 0) {
    const said = `TLS is stated for every host; whether plain HTTP is served, too, is not known: ${reasons(unread)}`
    return undetermined(subject, 'out-of-reach', said, evidence)
  }
  return pass(subject, ['TLS is stated for every host', ...besides(plain)].join('; '), evidence)
}

/** `no TLS is stated for a.example; plain HTTP is served for b.example: ssl-redirect is "false"`. */
function withoutTls(open: readonly Exposure[]): string {
  const reasons = Map.groupBy(open, ({ plain }) => plain?.why)
  return [...reasons]
    .map(([why, ways]) =>
      why === undefined
        ? `no TLS is stated for ${hostsOf(ways)}`
        : `plain HTTP is served for ${hostsOf(ways)}: ${why}`,
    )
    .sort()
    .join('; ')
}

function hostsOf(ways: readonly Exposure[]): string {
  const hosts = ways.flatMap((way) => (way.hosts.length > 0 ? way.hosts : ['any host']))
  return [...new Set(hosts)].sort().join(', ')
}

function besides(plain: readonly PlainHttp[]): readonly string[] {
  const [redirected, none] = [of(plain, 'redirected'), of(plain, 'none')]
  return [
    ...(redirected.length > 0 ? [`plain HTTP is redirected: ${reasons(redirected)}`] : []),
    ...(none.length > 0 ? [`plain HTTP is not served: ${reasons(none)}`] : []),
  ]
}

function of(plain: readonly PlainHttp[], answer: PlainHttp['answer']): readonly PlainHttp[] {
  return plain.filter((each) => each.answer === answer)
}

function reasons(plain: readonly PlainHttp[]): string {
  return [...new Set(plain.map(({ why }) => why))].sort().join(', ')
}
