import { canonicalJson } from '../../core/canonical-json.ts'
import type { JsonObject } from '../../core/json.ts'
import { printable } from '../../core/log.ts'
import { stringifyYaml } from '../../core/yaml-text.ts'
import type { ObjectInRun } from './archived-object.ts'

/** The forms in which an object is printed: for people, for programs, and the archived line alone. */
export const OBJECT_FORMS = ['yaml', 'json', 'line'] as const

/** An object as it is printed; `line` is what was archived, byte for byte, so that `sha256sum` gives the digest. */
export function objectText(found: ObjectInRun, form: (typeof OBJECT_FORMS)[number]): string {
  if (form === 'line') return found.line
  return form === 'json' ? `${canonicalJson(asJson(found))}\n` : yamlText(found)
}

function asJson({ run, cluster, key, digest, object, ...rest }: ObjectInRun): JsonObject {
  const { resource, snapshotRoot, file, sumsDigest, entry } = rest
  return {
    format: 'archived-object/v1',
    ...{ run, cluster, key, digest, object, resource, snapshotRoot, file, sumsDigest, entry },
  }
}

function yamlText({ object, ...found }: ObjectInRun): string {
  const { resource, file } = found
  const said = [
    `run ${found.run}, cluster ${found.cluster}`,
    `key ${found.key}`,
    `digest ${found.digest} (of its canonical JSON: -o line)`,
    `among ${resource.count} of ${resource.resource}, list ${resource.root}`,
    `snapshot ${found.snapshotRoot}`,
    `archived in ${file.path} ${file.digest}`,
    `SHA256SUMS of the run ${found.sumsDigest}, log entry ${found.entry}`,
  ]
  return said.map((each) => `# ${printable(each)}\n`).join('') + stringifyYaml(object)
}
