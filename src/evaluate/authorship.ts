import type { Organisation } from '../model/scope.ts'
import type { Authorship, StatementFile } from '../model/sign-off.ts'

/** How authorship was established, for people. */
export function authorshipWords(authorship: Authorship): string {
  switch (authorship.kind) {
    case 'signed':
      return `signed by ${authorship.key} (${authorship.by})`
    case 'by-certificate':
      return `signed by certificate ${authorship.certificate} (${authorship.by}), signing-time ${authorship.signedAt}`
    case 'committed':
      return `git commit ${authorship.commit.slice(0, 12)}, signature verified: ${authorship.key} (${authorship.by})`
    case 'asserted':
      return 'asserted in file only'
    case 'refused':
      return `signature does not hold: ${authorship.why}`
  }
}

/**
 * Why what a file says counts as missing, for people; undefined: it counts. A signature that does not hold is worse than none, and none is too
 * little where one is required.
 */
export function setAsideBecause(
  authorship: Authorship,
  requireSigned: boolean,
): string | undefined {
  if (authorship.kind === 'refused') return `its signature does not hold: ${authorship.why}`
  return authorship.kind === 'asserted' && requireSigned
    ? 'asserted in file only, and a signature is required'
    : undefined
}

/** The file of a name among those that a run was given; undefined where there is none, or nobody has looked at who wrote it. */
export function fileNamed(
  { files }: Pick<Organisation, 'files'>,
  name: string,
): StatementFile | undefined {
  return files?.find((each) => each.name === name)
}
