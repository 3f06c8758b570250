import { CONSTRAINT_GROUP } from '../../collect/kinds.ts'
import type { EstateMember } from '../../model/estate.ts'
import type { ResourceName } from '../../model/object.ts'

/**
 * The command that grants what a cluster's account lacks, as it can be typed: with the kubeconfig where Gatekeeper's constraint kinds must be
 * asked for, since a role without wildcard names each of them.
 */
export function grantOf(member: EstateMember, refused: readonly ResourceName[] = []): string {
  const asks = refused.some((name) => name.endsWith(`.${CONSTRAINT_GROUP}`))
  const words = [
    'exhibit init cluster',
    member.name,
    ...(asks ? askingWords(member) : []),
    ...(member.configMaps ? ['--config-maps'] : []),
  ]
  return `grant the reader's role as an administrator of it: ${words.join(' ')} | kubectl apply -f -`
}

/** From where discovery is asked: as the run does; for the cluster that exhibit runs in with the administrator's own file. */
function askingWords({ reader, allowExec }: EstateMember): readonly string[] {
  if (reader.kind !== 'kubeconfig') return ['--kubeconfig', '~/.kube/config']
  return [
    ...['--kubeconfig', quoted(reader.path)],
    ...(reader.context === undefined ? [] : ['--context', quoted(reader.context)]),
    ...(allowExec ? ['--allow-exec'] : []),
  ]
}

/** Text as one word of a POSIX shell. */
function quoted(text: string): string {
  return /^[A-Za-z0-9@%+=:,./_-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`
}
