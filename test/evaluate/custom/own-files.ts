import type { CatalogueFile } from '../../../src/evaluate/catalogue.ts'

/** A small check of an organisation with its framework and cases, for tests to change. */
export const CHECK = `format: check/v1
id: org.services-inside
version: 1
title: Services open no node port
logic: The type of a Service is none of those that the control refuses.
reads: [services]
when: object.spec.type != "ExternalName"
assert: "!(object.spec.type in params.refused)"
message: it opens a port on every node
show: [/spec/type]
parameters: { refused: list }
`

export const FRAMEWORK = `format: framework/v1
id: org.house-rules
title: House rules
version: "1"
publisher: Example Payments
noun: control
notice: our own
controls:
  - id: H-1
    title: Services open no node port
    method: automated
    checks:
      - check: org.services-inside
        parameters: { refused: ["NodePort: opens every node"] }
    residual: what stands in front of the cluster is not seen
`

export const caseOf = (type: string, more = ''): string => `format: check-case/v1
object:
  apiVersion: v1
  kind: Service
  metadata: { name: web, namespace: shop }
  spec: { type: ${type} }
parameters: { refused: [NodePort] }
${more}`

/** The files of it; `changes` replaces some by path, or leaves them out. */
export function ownFiles(
  changes: Readonly<Record<string, string | undefined>> = {},
): readonly CatalogueFile[] {
  const files: Record<string, string | undefined> = {
    'checks/org.services-inside.yaml': CHECK,
    'frameworks/org.house-rules.yaml': FRAMEWORK,
    'cases/org.services-inside/pass.yaml': caseOf('ClusterIP'),
    'cases/org.services-inside/fail.yaml': caseOf('NodePort'),
    'cases/org.services-inside/not-applicable-elsewhere.yaml': caseOf('ExternalName'),
    ...changes,
  }
  return Object.entries(files).flatMap(([path, text]) =>
    text === undefined ? [] : [{ path, text }],
  )
}
