import { expect } from 'chai'
import {
  PUBLISHED_COMPONENTS,
  SWITCHES,
  VALUE_FLAGS,
  keptWords,
} from '../../src/snapshot/published-flags.ts'

function kept(...words: readonly string[]): readonly string[] {
  const flags = keptWords(words)
  return words.filter((_, index) => flags[index])
}

describe('keptWords', () => {
  it('keeps the program, published flags and their values in both forms', () => {
    const words = [
      '/usr/local/bin/kube-apiserver',
      '--authorization-mode=Node,RBAC',
      '--audit-log-path',
      '/var/log/audit.log',
      '--anonymous-auth=false',
      '--profiling',
    ]
    expect(kept(...words)).to.deep.equal(words)
  })

  it('keeps nothing else', () => {
    const canaries = [
      '--unknown=canary',
      '--unknown',
      'canary',
      '/tmp/canary/etcd',
      '-c',
      'canary; etcd',
    ]
    expect(kept(...canaries)).to.deep.equal([])
  })

  it('gives a switch no value of its own', () => {
    expect(kept('--profiling', 'canary', '--anonymous-auth=canary')).to.deep.equal(['--profiling'])
  })

  it('keeps every spelling that a component takes: dashes for underscores, truth values of Go', () => {
    const words = ['--token_auth_file=/etc/tokens', '--profiling=False', '--anonymous-auth=0']
    expect(kept(...words)).to.deep.equal(words)
  })

  it('keeps the name of a variable that stands for a word, which may be any flag', () => {
    expect(kept('$(MORE_FLAGS)', '$(A) canary', 'x$(A)')).to.deep.equal(['$(MORE_FLAGS)'])
  })

  it('takes only one word as the value of a flag', () => {
    expect(kept('--audit-log-path', '/log', 'canary')).to.deep.equal(['--audit-log-path', '/log'])
    expect(kept('--audit-log-path=/log', 'canary')).to.deep.equal(['--audit-log-path=/log'])
  })

  it('holds no flag that carries a secret itself', () => {
    for (const flag of [...VALUE_FLAGS, ...SWITCHES])
      expect(flag).not.to.match(/(password|token|secret)$/)
  })

  it('knows the components of a kubeadm cluster', () => {
    for (const name of [
      'kube-apiserver',
      'kube-controller-manager',
      'kube-scheduler',
      'etcd',
      'kube-proxy',
    ])
      expect(PUBLISHED_COMPONENTS.has(name), name).to.equal(true)
  })
})
