/** Subresources through which even the verb get does more than read: commands and connections. */
const OPENS = /\/(?:exec|attach|portforward|proxy|\*)$/

/**
 * Whether a rule (rbac.authorization.k8s.io/v1 PolicyRule) lets the account do more than read what is no Secret: change something, read Secrets, or
 * open a way into pods and nodes. Reviews of itself are every account's right.
 */
export function reachesFurther(
  verbs: readonly string[],
  groups: readonly string[],
  resources: readonly string[],
): boolean {
  if (groups.length > 0 && groups.every((group) => /^auth(entic|oriz)ation\.k8s\.io$/.test(group)))
    return false
  const reads = verbs.every((verb) => ['get', 'list', 'watch'].includes(verb))
  const core = groups.some((group) => group === '' || group === '*')
  return (
    !reads ||
    resources.some((name) => OPENS.test(name) || (core && ['secrets', '*'].includes(name)))
  )
}
