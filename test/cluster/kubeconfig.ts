import { Buffer } from 'node:buffer'
import type { Credentials } from './api-client.ts'

/** One context: a cluster, a user, and the name of all three. */
export type Context = {
  readonly name: string
  /** `https://HOST:PORT`. */
  readonly server: string
  /** PEM text. */
  readonly ca: string
  readonly credentials: Credentials
}

/** The text of a kubeconfig file with these contexts, the first of them current. */
export function kubeconfigText(contexts: readonly [Context, ...Context[]]): string {
  return [
    'apiVersion: v1',
    'kind: Config',
    `current-context: ${contexts[0].name}`,
    'clusters:',
    ...contexts.map(cluster),
    'contexts:',
    ...contexts.map(({ name }) => `- name: ${name}\n  context: {cluster: ${name}, user: ${name}}`),
    'users:',
    ...contexts.map(user),
    '',
  ].join('\n')
}

function cluster({ name, server, ca }: Context): string {
  return [
    `- name: ${name}`,
    '  cluster:',
    `    server: ${server}`,
    `    certificate-authority-data: ${base64(ca)}`,
  ].join('\n')
}

function user({ name, credentials }: Context): string {
  const fields =
    'token' in credentials
      ? [`    token: ${credentials.token}`]
      : [
          `    client-certificate-data: ${base64(credentials.cert)}`,
          `    client-key-data: ${base64(credentials.key)}`,
        ]
  return [`- name: ${name}`, '  user:', ...fields].join('\n')
}

function base64(text: string): string {
  return Buffer.from(text).toString('base64')
}
