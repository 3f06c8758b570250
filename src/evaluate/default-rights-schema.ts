import { z } from 'zod'
import type { DefaultRights, RightsSubject } from '../model/rights.ts'
import { id } from './organisation/fields.ts'

const words = z.array(z.string()).default([])

const ruleSchema = z.strictObject({
  verbs: z.array(z.string()).min(1, 'a rule without verbs'),
  groups: words.describe('API groups; the core one is the empty text'),
  resources: words,
  names: words.describe('names of objects; none: any'),
  urls: words.describe('paths that are no resources'),
  since: z
    .string()
    .regex(/^[0-9]{1,3}\.[0-9]{1,3}$/, 'not a version, as in "1.34"')
    .exactOptional()
    .describe('the first minor version of Kubernetes with it; absent: every one that is known'),
})

const ROLE = /^(?:ClusterRole |Role [^\s/]+\/)[^\s/]+$/
const BINDING = /^(?:ClusterRoleBinding |RoleBinding [^\s/]+\/)[^\s/]+$/
const SUBJECT = /^(?:User|Group) \S+$|^ServiceAccount [^\s/]+\/[^\s/]+$/

/** The schema of a file of default rights; published for editors as controls/schemas/default-rights.json. */
export const defaultRightsSchema = z.strictObject({
  format: z.literal('default-rights/v1'),
  id,
  title: z.string(),
  source: z.string().describe('where they are taken from, and under which licence'),
  roles: z.array(
    z.strictObject({
      role: z.string().regex(ROLE, 'not a role, as "ClusterRole x" or "Role ns/x"'),
      rules: z.array(ruleSchema),
    }),
  ),
  bindings: z.array(
    z.strictObject({
      binding: z
        .string()
        .regex(BINDING, 'not a binding, as "ClusterRoleBinding x" or "RoleBinding ns/x"'),
      role: z
        .string()
        .regex(/^(?:ClusterRole|Role) [^\s/]+$/, 'not a role, as "ClusterRole x" or "Role x"'),
      subjects: z
        .array(z.string().regex(SUBJECT, 'not a subject, as "Group x" or "ServiceAccount ns/x"'))
        .min(1, 'a binding of nobody'),
    }),
  ),
})

/** The default rights that a file says. */
export function defaultRightsOf(file: z.output<typeof defaultRightsSchema>): DefaultRights {
  return {
    roles: file.roles.map(({ role, rules }) => ({
      ...roleOf(role),
      rules: rules.map(({ groups, names, urls, ...rule }) => ({
        ...rule,
        ...{ apiGroups: groups, resourceNames: names, nonResourceUrls: urls },
      })),
    })),
    bindings: file.bindings.map(({ binding, role, subjects }) => {
      const { name, namespace } = namedBy(binding)
      return {
        ...{ name, role: roleOf(role), subjects: subjects.map(subjectOf) },
        ...(namespace === undefined ? {} : { namespace }),
      }
    }),
  }
}

function roleOf(text: string) {
  const kind = text.startsWith('ClusterRole ') ? ('ClusterRole' as const) : ('Role' as const)
  return { kind, ...namedBy(text) }
}

function subjectOf(text: string): RightsSubject {
  if (text.startsWith('ServiceAccount ')) return { kind: 'ServiceAccount', ...namedBy(text) }
  const [kind, name] = [text.slice(0, text.indexOf(' ')), text.slice(text.indexOf(' ') + 1)]
  return { kind: kind === 'User' ? 'User' : 'Group', name }
}

/** `Kind name` or `Kind namespace/name`. */
function namedBy(text: string): { readonly name: string; readonly namespace?: string } {
  const place = text.slice(text.indexOf(' ') + 1)
  const cut = place.indexOf('/')
  if (cut < 0) return { name: place }
  return { namespace: place.slice(0, cut), name: place.slice(cut + 1) }
}
