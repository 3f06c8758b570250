import { expect } from 'chai'
import type { JsonObject } from '../../../src/core/json.ts'
import type { KubeObject } from '../../../src/model/object.ts'
import { factsOf } from '../ask-rights.ts'

const entry = (name: string, value?: string): JsonObject =>
  value === undefined ? { name } : { name, value }

function pod(name: string, env: readonly JsonObject[], more: JsonObject = {}): KubeObject {
  const owner = {
    apiVersion: 'apps/v1',
    kind: 'ReplicaSet',
    name: 'api',
    uid: 'u',
    controller: true,
  }
  return {
    ...{ apiVersion: 'v1', kind: 'Pod' },
    metadata: { name, namespace: 'shop', ownerReferences: [owner] },
    spec: { containers: [{ name: 'main', env: [...env] }], ...more },
    status: { phase: 'Running' },
  }
}

const said = (...objects: readonly KubeObject[]) =>
  factsOf(objects).literals.map(({ pods, shape }) => ({
    pods,
    names: shape.credentials.map(({ container, variable, pointer }) => [
      container,
      variable,
      pointer,
    ]),
  }))

describe('the literals of a cluster', () => {
  it('are variables with a value of their own that have the name of a credential', () => {
    const env = [
      ...['DB_PASSWORD', 'API_KEY', 'apiToken', 'AWS_SECRET_ACCESS_KEY'].map((name) =>
        entry(name, 'x'),
      ),
      ...['DB_PASSWORD_FILE', 'TOKEN_TTL', 'SECRET_NAME', 'MODE'].map((name) => entry(name, 'x')),
      ...[entry('EMPTY_TOKEN', ''), entry('UNSET_TOKEN')],
      { name: 'FROM_TOKEN', valueFrom: { secretKeyRef: { name: 's', key: 'k' } } },
    ]
    expect(said(pod('api-1', env))).to.deep.equal([
      {
        pods: 1,
        names: [
          ['main', 'DB_PASSWORD', '/spec/containers/0/env/0'],
          ['main', 'API_KEY', '/spec/containers/0/env/1'],
          ['main', 'apiToken', '/spec/containers/0/env/2'],
          ['main', 'AWS_SECRET_ACCESS_KEY', '/spec/containers/0/env/3'],
        ],
      },
    ])
  })

  it('are looked for in all kinds of containers, and kept once for pods that are alike', () => {
    const more = { initContainers: [{ name: 'prepare', env: [entry('PGPASSWORD', '[redacted]')] }] }
    const all = said(pod('api-1', [], more), pod('api-2', [], more), pod('api-3', []))
    expect(all.map(({ pods }) => pods).sort()).to.deep.equal([1, 2])
    expect(all.flatMap(({ names }) => names)).to.deep.equal([
      ['prepare', 'PGPASSWORD', '/spec/initContainers/0/env/0'],
    ])
  })
})

describe('the service accounts of a cluster', () => {
  it('name Secrets with tokens that do not end by the name that Kubernetes gives them', () => {
    const secrets = ['web-token-x7k2m', 'web-token-other', 'db-token-x7k2m', 'web-dockercfg-x7k2m']
    const account = {
      ...{ apiVersion: 'v1', kind: 'ServiceAccount' },
      metadata: { name: 'web', namespace: 'shop' },
      secrets: secrets.map((name) => ({ name })),
    }
    expect(
      factsOf([account]).serviceAccounts.map(({ tokenSecrets }) => tokenSecrets),
    ).to.deep.equal([[{ name: 'web-token-x7k2m', pointer: '/secrets/0/name' }]])
  })
})
