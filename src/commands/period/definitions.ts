import { canonicalJson } from '../../core/canonical-json.ts'
import { digestOf, type Digest } from '../../core/digest.ts'
import type { JsonValue } from '../../core/json.ts'
import { checkOf } from '../../evaluate/checks.ts'
import type { Catalogue, Control } from '../../model/control.ts'
import type { CheckResult } from '../../model/evaluation.ts'
import type { Organisation } from '../../model/scope.ts'
import type { SeenBasis } from '../../period/bases.ts'

/** What results of one control rest on, given the results of a cluster. */
export type BasisOf = (
  framework: string,
  control: string,
  results: readonly CheckResult[],
) => SeenBasis

/**
 * What the results of a run rest on: the definition of each control in its catalogue, and the scope for those that look at it. Of a run whose catalogue is not read, the
 * results themselves say which checks there were.
 */
export function basesIn(
  catalogue: Catalogue | undefined,
  organisation: Organisation | undefined,
): BasisOf {
  const definitions = definitionsOf(catalogue)
  const scope = scopeDigest(organisation)
  return (framework, control, results) => {
    const { checks, definition, looksAtScope } = definitions(framework, control)
    const versions = new Map(results.map(({ check, checkVersion }) => [check, checkVersion]))
    return {
      checks: checks.length === 0 ? [...versions.keys()] : checks,
      versions,
      definition,
      ...(looksAtScope && scope !== undefined ? { scope } : {}),
    }
  }
}

type Definitions = (framework: string, control: string) => Definition

type Definition = Pick<SeenBasis, 'checks' | 'definition'> & { readonly looksAtScope: boolean }

/** Of a run whose catalogue is not read, the results themselves say which checks there were. */
const UNREAD: Definition = {
  checks: [],
  definition: digestOf('catalogue not read'),
  looksAtScope: true,
}

/** The digest of the definition of each control of a catalogue, `framework/control`. */
export function definitionDigests({ frameworks }: Catalogue): ReadonlyMap<string, Digest> {
  const controls = frameworks.flatMap((one) => one.controls)
  return new Map(
    controls.map((each) => [`${each.framework}/${each.id}`, definitionOf(each).definition]),
  )
}

function definitionsOf(catalogue: Catalogue | undefined): Definitions {
  const controls = (catalogue?.frameworks ?? []).flatMap((one) => one.controls)
  const known = new Map(
    controls.map((each) => [`${each.framework}/${each.id}`, definitionOf(each)]),
  )
  return (framework, control) => known.get(`${framework}/${control}`) ?? UNREAD
}

function definitionOf({ checks, method, signOff }: Control): Definition {
  const uses = checks.map(({ check, parameters, onlyIn }) => ({
    check,
    parameters,
    ...(onlyIn && { onlyIn }),
  }))
  return {
    checks: checks.map(({ check }) => check),
    definition: digestOf(canonicalJson({ method, uses, ...(signOff && { signOff }) })),
    looksAtScope: checks.some(
      ({ check, onlyIn }) =>
        onlyIn !== undefined || checkOf(check)?.needs.includes('scope') === true,
    ),
  }
}

/** Of what the file says, not of the cluster: new workloads of a class are no other scope. */
function scopeDigest(organisation: Organisation | undefined): Digest | undefined {
  if (organisation?.scope === undefined) return undefined
  const said = JSON.parse(JSON.stringify(organisation.scope)) as JsonValue
  return digestOf(canonicalJson(said))
}
