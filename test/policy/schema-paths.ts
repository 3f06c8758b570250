import { readFileSync } from 'node:fs'
import type { JsonValue } from '../../src/core/json.ts'
import type { KubeObject } from '../../src/model/object.ts'

/** One field of a published schema: `spec.ingress[].ports[].port`, `*` for any member, and what it holds. */
export type SchemaPath = { readonly path: string; readonly type: string }

/** The fields that the published schema of a kind has, as schemas/*.txt list them. */
export function schemaOf(name: string): readonly SchemaPath[] {
  const text = readFileSync(new URL(`schemas/${name}.txt`, import.meta.url), 'utf8')
  return text
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => {
      const at = line.indexOf(': ')
      return { path: line.slice(0, at), type: line.slice(at + 2) }
    })
}

/** Values by the end of a path; the first that fits. They are others than samples have, so that they change what an object says. */
const VALUES: readonly (readonly [end: RegExp, value: JsonValue])[] = [
  [/(matchLabels|labels)\.\*$/, 'z'],
  [/interfaceName$/, '*'],
  [/profiles\[\]$/, 'projectcalico-default-allow'],
  [/expectedIPs\[\]$/, '10.9.0.7'],
  [/addressType$/, 'FQDN'],
  [/namespaces\.selector\.matchExpressions\[\]\.key$/, 'team'],
  [/namespaces\.selector\.matchExpressions\[\]\.operator$/, 'DoesNotExist'],
  [/externalName$/, 'web.other.svc'],
  [/from\[\]\.group$/, 'gateway.networking.k8s.io'],
  [/^endpoints\[\]\.addresses\[\]$|\.ip$/, '10.1.0.1'],
  [/^(subsets\[\]\.)?ports\[\]\.name$/, 'http'],
  [/^spec\.type$/, 'NodePort'],
  [/externalTrafficPolicy$/, 'Local'],
  [/^spec\.(hostnames\[\]|host|rules\[\]\.host|listeners\[\]\.hostname)$/, 'z.example'],
  [/(except|notNets|notIpBlocks|notRemoteIpBlocks)\[\]$/, '10.9.9.0/24'],
  [
    /(externalCIDRs|SourceRanges|nets|networks|[fF]romCIDR|toCIDR|[iI]pBlocks|remoteIpBlocks)\[\]$/,
    '10.9.0.0/16',
  ],
  [/cidr$/, '10.0.0.0/9'],
  [/targetRefs?(\[\])?\.kind$/, 'Gateway'],
  [/targetRefs?(\[\])?\.group$/, 'networking.istio.io'],
  [/operator$/, 'Exists'],
  [/action$/, 'Deny'],
  [/portNumber\.port$|\.number$|\.start$/, 7],
  [/endPort$|\.end$/, 60000],
  [/toPorts\[\]\.ports\[\]\.port$/, '7'],
  [/operation\.(ports|notPorts)\[\]$/, '7'],
  [/([pP]orts|notPorts)\[\]$|port$/, 7],
  [/rules\.(http|kafka|dns)\[\]\.(.*)$/, 'z'],
  [/icmps\[\]\.fields\[\]\.type$/, 3],
  [/(type|code|level)$/, 3],
  [/notProtocol$/, 'SCTP'],
  [/protocol$/, 'UDP'],
  [/policyTypes\[\]$|types\[\]$/, 'Egress'],
  [/(domainNames\[\]|matchPattern)$/, '*.z.org'],
  [/matchName$/, 'z.org'],
  [/when\[\]\.key$/, 'request.headers[z]'],
  [/([sS]elector)$/, "z == 'z'"],
  [/ipVersion$/, 4],
  [/order$/, 77],
  [/priority$/, 77],
]

/** A value for a field: of its type, and such as the API would take. */
export function valueFor({ path, type }: SchemaPath): readonly JsonValue[] {
  if (type.startsWith('enum '))
    return type
      .slice(5)
      .split(' ')
      .map((each) => JSON.parse(each) as JsonValue)
  const known = VALUES.find(([end]) => end.test(path))
  const plain: Readonly<Record<string, JsonValue>> = { integer: 7, number: 7, object: {} }
  if (type === 'boolean') return [true, false]
  if (known !== undefined && type !== 'object') return [known[1]]
  return [plain[type] ?? 'z']
}

/**
 * A copy with a value at a path, or none: in the first item of each list on the way, which are made where they are missing. `member` stands
 * where the schema takes any name.
 */
export function placed(
  object: KubeObject,
  path: string,
  value: JsonValue | undefined,
  member = 'zz',
): KubeObject {
  const copy = structuredClone(object) as unknown as Record<string, unknown>
  const steps = path.replaceAll('[]', '.[]').split('.')
  const last = steps.length - 1
  let at: Record<string, unknown> | unknown[] = copy
  for (const [index, step] of steps.entries()) {
    const key: string | number =
      step === '[]'
        ? index === last
          ? (at as unknown as unknown[]).length
          : 0
        : step === '*'
          ? member
          : step
    const members = at as Record<string | number, unknown>
    if (index === last) {
      if (value === undefined) Reflect.deleteProperty(members, key)
      else members[key] = value
      break
    }
    if (typeof members[key] !== 'object' || members[key] === null)
      members[key] = steps[index + 1] === '[]' ? [] : {}
    at = members[key] as Record<string, unknown>
  }
  return copy as unknown as KubeObject
}
