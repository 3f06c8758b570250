import { controlsOf, NEWEST_STANDARD } from '../../queries/pod-standards.ts'
import { at, itemsOf, textOf } from '../../objects/fields.ts'
import type { Field } from '../../objects/fields.ts'

/** Controls of the Pod Security Standards by the names that Kyverno has for them (kyverno pkg/pss/utils/mapping.go). */
const CONTROLS: Readonly<Record<string, readonly string[]>> = {
  '/proc Mount Type': ['procMount', 'procMount_restricted'],
  AppArmor: ['appArmorProfile'],
  Capabilities: ['capabilities_baseline', 'capabilities_restricted'],
  'Host Namespaces': ['hostNamespaces'],
  'Host Ports': ['hostPorts'],
  'Host Probes / Lifecycle Hooks': ['hostProbesAndHostLifecycle'],
  'HostPath Volumes': ['hostPathVolumes', 'restrictedVolumes'],
  HostProcess: ['windowsHostProcess'],
  'Privilege Escalation': ['allowPrivilegeEscalation'],
  'Privileged Containers': ['privileged'],
  'Running as Non-root': ['runAsNonRoot'],
  'Running as Non-root user': ['runAsUser'],
  SELinux: ['seLinuxOptions'],
  Seccomp: ['seccompProfile_baseline', 'seccompProfile_restricted'],
  Sysctls: ['sysctls'],
  'Volume Types': ['restrictedVolumes', 'hostPathVolumes'],
}

/** What a `podSecurity` subrule enforces for certain, and what it enforces but for some images or fields. */
export type EnforcedControls = {
  readonly whole: readonly string[]
  readonly partly: readonly string[]
}

/** The controls of a `podSecurity` subrule; none where there is no such subrule, or its level forbids nothing. */
export function standardControls(subrule: Field): EnforcedControls {
  const level = textOf(at(subrule, 'level'))
  if (level !== 'baseline' && level !== 'restricted') return { whole: [], partly: [] }
  const all = controlsOf(level, minorOf(textOf(at(subrule, 'version'))))
  const excluded = itemsOf(at(subrule, 'exclude')).map((each) => ({
    controls: CONTROLS[textOf(at(each, 'controlName')) ?? ''] ?? all,
    partly: hasAny(each, ['images', 'restrictedField', 'values']),
  }))
  const isOut = (control: string, only: boolean) =>
    excluded.some(({ controls, partly }) => partly === only && controls.includes(control))
  const left = all.filter((each) => !isOut(each, false))
  return {
    whole: left.filter((each) => !isOut(each, true)),
    partly: left.filter((each) => isOut(each, true)),
  }
}

function hasAny(field: Field, names: readonly string[]): boolean {
  return names.some((name) => at(field, name).value !== undefined)
}

function minorOf(version = 'latest'): number {
  const minor = /^v1\.(\d+)$/.exec(version)?.[1]
  return minor === undefined ? NEWEST_STANDARD : Math.min(Number(minor), NEWEST_STANDARD)
}
