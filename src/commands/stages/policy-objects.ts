import { canonicalJson } from '../../core/canonical-json.ts'
import { digestOf } from '../../core/digest.ts'
import { objectKeyOf, objectKeyParts } from '../../core/object-key.ts'
import { stringifyYaml } from '../../core/yaml-text.ts'
import { readerOfKind } from '../../collect/kinds.ts'
import type { KubeObject } from '../../model/object.ts'
import type { PolicyObject } from '../../model/report.ts'

/** Lines of one policy that the annex prints; the rest is in objects.ndjson.gz under the digest that stands beside it. */
const MAX_LINES = 400

/** Every object that decides which traffic may pass, with the digest of its canonical line, in the order of the objects. */
export async function policyObjects(
  objects: AsyncIterable<KubeObject>,
): Promise<readonly PolicyObject[]> {
  const policies: PolicyObject[] = []
  for await (const object of objects) {
    if (decidesTraffic(object)) policies.push(policyObject(object))
  }
  return policies
}

function decidesTraffic(object: KubeObject): boolean {
  const { group, kind } = objectKeyParts(objectKeyOf(object))
  return readerOfKind(group, kind)?.decidesTraffic === true
}

function policyObject(object: KubeObject): PolicyObject {
  return {
    key: objectKeyOf(object),
    digest: digestOf(canonicalJson(object)),
    yaml: cut(stringifyYaml(object)),
  }
}

function cut(yaml: string): string {
  const lines = yaml.split('\n')
  if (lines.length <= MAX_LINES) return yaml
  const left = lines.length - MAX_LINES
  return `${lines.slice(0, MAX_LINES).join('\n')}\n# ${left} more lines: see objects.ndjson.gz\n`
}
