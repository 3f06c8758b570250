import { KIND_READERS, resourceName } from '../../src/collect/kinds.ts'
import type { TestContext } from './context.ts'

/** What a test's installation may have otherwise than the usual one; each is the text of a file. */
export type InstallationFiles = {
  readonly estate?: string
  readonly configuration?: string
  readonly collected?: string
}

const OBJECTS = `apiVersion: v1
kind: Namespace
metadata: {name: kube-system, uid: uid-of-kube-system}
---
apiVersion: v1
kind: Namespace
metadata: {name: shop, uid: uid-of-shop}
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: default-deny, namespace: shop}
spec: {podSelector: {}, policyTypes: [Ingress, Egress]}
`

const ESTATE = `listConfirmed: {by: Platform team, role: Platform owner, at: 2026-11-02, comparedWith: cloud inventory}
clusters:
  - name: prod
    folder: prod
`

const CONFIGURATION = `estate: estate.yaml
organisation: {scope: scope.yaml, flows: flows.yaml, waivers: waivers.yaml}
archive: {origin: Example Payments, directory: archive}
signing: {keyDirectory: keys}
report: {entity: Example Payments}
`

const SCOPE = `format: scope/v1
entity: {name: Example Payments, kind: merchant}
rules:
  - id: shop
    class: out-of-scope
    subjects: {namespaces: [shop]}
    justification: no account data
    owner: Shop owner
`

/** collected.yaml of a cluster that was asked for every kind. */
export function collectedYaml(kinds = KIND_READERS.map(resourceName)): string {
  return `takenAt: 2026-11-23T02:00:00Z\nhow: a test\nkinds: [${kinds.join(', ')}]\n`
}

/** Sets up an exhibit that reads one folder as the cluster `prod`, whole and healthy. */
export function installed(context: TestContext, files: InstallationFiles = {}): TestContext {
  context.write('prod/objects.yaml', OBJECTS)
  context.write('prod/collected.yaml', files.collected ?? collectedYaml())
  context.write('estate.yaml', files.estate ?? ESTATE)
  context.write('scope.yaml', SCOPE)
  context.write('flows.yaml', 'format: flows/v1\nflows: []\n')
  context.write('waivers.yaml', 'format: waivers/v1\nwaivers: []\n')
  context.write('exhibit.yaml', files.configuration ?? CONFIGURATION)
  return context
}
