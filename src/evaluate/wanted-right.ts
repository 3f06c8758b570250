import type { WantedRight } from '../model/rights.ts'

/** A right as catalogues write it: `get secrets`, `create pods/exec`, `update certificatesigningrequests.certificates.k8s.io/approval`. */
const WRITTEN =
  /^(?<verb>\S+) (?<plural>[^\s./]+)(?:\.(?<group>[^\s/]+))?(?:\/(?<subresource>\S+))?$/

/** A right from its text `VERB RESOURCE[.GROUP][/SUBRESOURCE]`. Throws where it is none: the catalogue was checked when it was loaded. */
export function wantedRight(text: string): WantedRight {
  const parts = WRITTEN.exec(text)?.groups
  if (parts === undefined) throw new Error(`not a right: ${text}`)
  const { verb = '', plural = '', group = '', subresource } = parts
  return { verb, group, resource: subresource === undefined ? plural : `${plural}/${subresource}` }
}
