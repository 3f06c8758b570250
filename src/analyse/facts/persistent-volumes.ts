import { objectKeyOf } from '../../core/object-key.ts'
import type { PersistentVolume } from '../../model/persistent-volumes.ts'
import { at, requiredText, textOf, wholeOf } from '../objects/fields.ts'
import type { Field } from '../objects/fields.ts'
import type { FactReader } from './fact-reader.ts'
import { hasValue } from './security-context.ts'

/** Reads persistent volumes. */
export function persistentVolumesReader(): FactReader<readonly PersistentVolume[]> {
  const found: PersistentVolume[] = []
  return {
    kinds: ['/PersistentVolume'],
    take: (object) => {
      const spec = at(wholeOf(object), 'spec')
      const claim = at(spec, 'claimRef')
      found.push({
        key: objectKeyOf(object),
        ...onNodeOf(spec),
        ...(hasValue(claim)
          ? {
              claim: {
                namespace: requiredText(at(claim, 'namespace')),
                name: requiredText(at(claim, 'name')),
              },
            }
          : {}),
      })
    },
    done: () => found.sort((one, other) => (one.key < other.key ? -1 : 1)),
  }
}

function onNodeOf(spec: Field): Pick<PersistentVolume, 'onNode'> {
  for (const kind of ['hostPath', 'local'] as const)
    if (hasValue(at(spec, kind)))
      return { onNode: { kind, path: textOf(at(spec, kind, 'path')) ?? '' } }
  return {}
}
