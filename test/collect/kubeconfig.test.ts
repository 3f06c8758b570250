import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'chai'
import { contextNames, readContext } from '../../src/collect/kubeconfig.ts'
import { isFault } from '../../src/core/fault.ts'
import { collect, memberOf, temporaryFolder } from './collecting.ts'

function file(text: string): string {
  const path = join(temporaryFolder(), 'config')
  writeFileSync(path, text)
  return path
}

const GOOD = `
apiVersion: v1
kind: Config
current-context: b
preferences: {colors: true}
clusters:
- {name: c, cluster: {server: https://c.example/}}
contexts:
- {name: a, context: {cluster: c, user: u}}
- {name: b, context: {cluster: c, user: u, namespace: x}}
users:
- {name: u, user: {token: secret-of-u}}
`

describe('readContext', () => {
  it('reads the current context, and any by its name', async () => {
    const path = file(GOOD)
    expect((await readContext(path)).name).to.equal('b')
    const { cluster, user } = await readContext(path, 'a')
    expect(cluster.server).to.equal('https://c.example')
    expect(user.token).to.equal('secret-of-u')
  })

  it('gives each cluster objects of its own', async () => {
    const path = file(GOOD)
    const [one, two] = await Promise.all([readContext(path, 'a'), readContext(path, 'a')])
    expect(one.user).to.not.equal(two.user)
  })

  it('names all contexts in their order', () => {
    expect(contextNames(file(GOOD))).to.deep.equal(['a', 'b'])
  })

  for (const [what, section, entry] of [
    ['a context that names nothing', 'contexts', '{name: x, context: {cluster: "", user: ""}}'],
    ['a context without a name', 'contexts', '{context: 5}'],
    ['a cluster without a server', 'clusters', '{name: x, cluster: {server: ""}}'],
    ['no cluster at all', 'clusters', 'null'],
    [
      'a plugin of another version',
      'users',
      '{name: x, user: {exec: {apiVersion: client.authentication.k8s.io/v1alpha1, command: y}}}',
    ],
    ['impersonation that is not sent', 'users', '{name: x, user: {as: y, as-uid: z}}'],
  ] as const)
    it(`is not kept from its context by ${what} elsewhere in the file`, async () => {
      const text = GOOD.replace(`${section}:\n`, `${section}:\n- ${entry}\n`)
      const { user } = await readContext(file(text), 'a')
      expect(user.token).to.equal('secret-of-u')
    })

  it('names a context that names nothing, and fails only when it is read', async () => {
    const path = file(
      GOOD.replace('contexts:\n', 'contexts:\n- {name: x, context: {cluster: "", user: ""}}\n'),
    )
    expect(contextNames(path)).to.deep.equal(['x', 'a', 'b'])
    const error: unknown = await readContext(path, 'x').catch((e: unknown) => e)
    expect(String(error)).to.match(/config:\d+: contexts\[0\].context.cluster/)
  })

  it('refuses a context without a name where all are read', () => {
    const path = file(GOOD.replace('contexts:\n', 'contexts:\n- {context: {cluster: c}}\n'))
    expect(() => contextNames(path)).to.throw(/contexts\[0\]/)
  })

  for (const [what, user, reason] of [
    ['as-uid', '{as: x, as-uid: y}', /users\[0\].user\["?as-uid"?\]?|as-uid: is not supported/],
    ['as-user-extra', '{as: x, as-user-extra: {a: [b]}}', /as-user-extra: is not supported/],
    ['as-groups without as', '{as-groups: [a]}', /as-groups: needs as/],
  ] as const)
    it(`refuses ${what}, which would be left out of the requests`, async () => {
      const text = GOOD.replace('{token: secret-of-u}', user)
      const error: unknown = await readContext(file(text)).catch((e: unknown) => e)
      expect(String(error)).to.match(reason)
    })

  for (const [what, text, reason] of [
    [
      'an unknown context',
      GOOD.replace('current-context: b', 'current-context: z'),
      /no context "z"\nit has "a", "b"/,
    ],
    [
      'no current context',
      GOOD.replace('current-context: b', ''),
      /no current-context\nname a context/,
    ],
    ['an unknown cluster', GOOD.replace('{name: c,', '{name: d,'), /no cluster "c"\nit has "d"/],
    ['an unknown user', GOOD.replace('{name: u,', '{name: v,'), /no user "u"\nit has "v"/],
    [
      'two faults',
      GOOD.replace('server: https://c.example/', 'server: 3').replace(
        'token: secret-of-u',
        'token: 3',
      ),
      /:7: .*server.*\n.*:12: .*token/,
    ],
    ['a key twice', `${GOOD}users: []\n`, /:13: /],
    ['text that is no YAML', 'a: [', /:\d+: /],
    ['an empty file', '', /the file is empty/],
    [
      'an alias bomb',
      `a: &a [x,x,x,x,x,x,x,x,x]\n${'bcdefgh'
        .split('')
        .map((n, i) => `${n}: &${n} [${Array(9).fill(`*${'abcdefg'[i]}`).join(',')}]`)
        .join('\n')}`,
      /:\d+: /,
    ],
    [
      'an old plugin version',
      GOOD.replace(
        'token: secret-of-u',
        'exec: {apiVersion: client.authentication.k8s.io/v1alpha1, command: x}',
      ),
      /exec/,
    ],
  ] as const)
    it(`refuses ${what} and says where`, async () => {
      const error: unknown = await readContext(file(text)).catch((e: unknown) => e)
      if (!isFault(error)) throw error
      expect(error.code).to.equal('CONFIGURATION')
      expect(`${error.message}\n${error.hint ?? ''}`).to.match(reason)
      expect(error.message).to.not.include('secret-of-u')
    })

  it('costs only its own cluster', async () => {
    const reader = { kind: 'kubeconfig', path: join(temporaryFolder(), 'missing') } as const
    const { record, lists } = await collect(memberOf(reader))
    expect(record.status).to.equal('unreachable')
    expect(record.reasons[0]).to.match(/^configuration: cannot read kubeconfig .*ENOENT.*\(hint: /)
    expect(lists.get('pods')?.status).to.equal('failed')
  })
})
