import type { Check, CheckAnswer } from '../../model/check.ts'
import { fail, pass, undetermined } from '../answers.ts'
import { leadsTo, openingEvidence, openingsOf } from '../exposed.ts'
import type { Opening } from '../exposed.ts'
import { EXPOSURES } from '../reads.ts'

const KINDS: ReadonlySet<string> = new Set(['Ingress', 'Gateway', 'Route'])

/** Whether every Ingress, Gateway and Route into the cardholder-data environment states TLS. */
export const ingressUsesTls: Check = {
  id: 'ingress-uses-tls',
  version: 2,
  title: 'HTTP entrances to the cardholder-data environment state TLS',
  logic:
    'Each Ingress, Gateway or Route that leads to CDE workloads has TLS stated for every host it serves. Versions, ciphers and certificates are not seen.',
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
  const plain = opening.ways.filter(({ tls }) => tls === false)
  if (plain.length > 0) {
    const hosts = [
      ...new Set(plain.flatMap((way) => (way.hosts.length > 0 ? way.hosts : ['any host']))),
    ]
    return fail(subject, `no TLS is stated for ${hosts.sort().join(', ')}`, evidence)
  }
  if (opening.ways.some(({ tls }) => tls === undefined))
    return undetermined(subject, 'untranslated', 'whether it uses TLS could not be read', evidence)
  return pass(subject, 'TLS is stated for every host', evidence)
}
