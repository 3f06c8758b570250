import type { Literal, LiteralShape } from '../../model/literals.ts'
import type { PodGroup } from '../../model/service-accounts.ts'
import { at, itemsOf, pointerOf, textOf } from '../objects/fields.ts'
import type { Field } from '../objects/fields.ts'
import type { FactReader } from './fact-reader.ts'
import { podGroupsReader } from './pod-groups.ts'
import type { Alikeness } from './pods-alike.ts'

/** Ends of names that people give to credentials; `TOKEN_TTL`, `PASSWORD_FILE` and `SECRET_NAME` say something about one and hold none. */
const CREDENTIAL_NAME =
  /(?:password|passwd|passphrase|pwd|token|secret|api_?key|secret_?key|private_?key|access_?key|credentials?|connection_?string)$/i

/** Reads which workloads set variables of which the name says that they are credentials. Values are looked at only for whether there is one. */
export function literalsReader(areAlike: Alikeness): FactReader<readonly PodGroup<LiteralShape>[]> {
  const shapeOf = (pod: Field): LiteralShape => {
    const spec = at(pod, 'spec')
    const base = pointerOf(spec).length - '/spec'.length
    const containers = ['initContainers', 'containers', 'ephemeralContainers'].flatMap((name) =>
      itemsOf(at(spec, name)),
    )
    return { credentials: containers.flatMap((each) => credentialsOf(each, base)) }
  }
  return podGroupsReader({ shapeOf }, areAlike)
}

function credentialsOf(container: Field, base: number): readonly Literal[] {
  return itemsOf(at(container, 'env')).flatMap((entry) => {
    const variable = textOf(at(entry, 'name')) ?? ''
    const isSet = ![undefined, null, ''].some((each) => at(entry, 'value').value === each)
    if (!isSet || !CREDENTIAL_NAME.test(variable)) return []
    const name = textOf(at(container, 'name')) ?? ''
    return [{ container: name, variable, pointer: pointerOf(entry).slice(base) }]
  })
}
