import type { Check, CheckAnswer } from '../../model/check.ts'
import type { ServiceAccount } from '../../model/service-accounts.ts'
import { bySubject, fail, objectEvidence, pass, someOf } from '../answers.ts'
import { objectSubject } from '../subject.ts'

/** Whether service accounts have tokens that do not end. */
export const lastingTokens: Check = {
  id: 'lasting-tokens',
  version: 1,
  title: 'No service account names a Secret with a token that does not end',
  logic:
    'A service account fails where it names a Secret with the name that Kubernetes gives to such tokens, NAME-token-xxxxx. Whoever has read it is that account from anywhere and for ever. Secrets are never read, so that one which no service account names, as those made by hand since Kubernetes 1.24, is not seen.',
  reads: ['serviceaccounts'],
  needs: [],
  parameters: {},
  evaluate: ({ cluster }) =>
    cluster.facts.serviceAccounts.map((each) => answer(cluster.name, each)).sort(bySubject),
}

function answer(cluster: string, { key, tokenSecrets }: ServiceAccount): CheckAnswer {
  const subject = objectSubject(cluster, key)
  if (tokenSecrets.length === 0)
    return pass(subject, 'names no Secret with a token', [objectEvidence(key)])
  const names = tokenSecrets.map(({ name }) => name)
  const seen = tokenSecrets.map(({ name, pointer }) => ({ object: key, pointer, value: name }))
  return fail(subject, `names ${someOf(names)}: a token that does not end`, seen)
}
