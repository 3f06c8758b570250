import { expect } from 'chai'
import { digestOf, hexOf } from '../../src/core/digest.ts'
import { looksRandom } from '../../src/snapshot/random-text.ts'

/** Bytes that look random and are the same each time. */
function bytes(seed: number, count: number): Buffer {
  return Buffer.from(hexOf(digestOf(`seed ${seed}`)), 'hex').subarray(0, count)
}

function found(encoding: 'hex' | 'base64' | 'base64url', size: number): number {
  const seeds = Array.from({ length: 1000 }, (_, seed) => seed)
  return seeds.filter((seed) => looksRandom(bytes(seed, size).toString(encoding))).length
}

describe('looksRandom', () => {
  it('finds keys: all in hexadecimal, 98 of 100 in base64, of 24 bytes or more', () => {
    expect(found('hex', 24)).to.equal(1000)
    expect(found('base64', 24)).to.be.at.least(970)
    expect(found('base64', 32)).to.be.at.least(980)
    expect(found('base64url', 32)).to.be.at.least(980)
  })

  it('finds a key inside of other text', () => {
    expect(looksRandom(`the key is ${bytes(1, 32).toString('hex')}, keep it`)).to.equal(true)
  })

  const words = [
    'sha256:0a1b2c3d4e5f60718293a4b5c6d7e8f90a1b2c3d4e5f60718293a4b5c6d7e8f9',
    'registry.example/shop/web@sha256:0a1b2c3d4e5f60718293a4b5c6d7e8f90a1b2c3d4e5f60718293a4b5c6d7e8f9',
    '6ba7b810-9dad-11d1-80b4-00c04fd430c8',
    'web-7d4b9c6f5d-x2x9k',
    'ip-10-0-1-2.eu-west-1.compute.internal',
    'aws:///eu-west-1a/i-0abcdef1234567890',
    '2001:db8:85a3::8a2e:370:7334',
    '10.0.0.0/8,172.16.0.0/12,192.168.0.0/16',
    'CiliumClusterwideNetworkPolicyV2Alpha1List',
    'StorageVersionMigrationStatusConditionV1alpha1',
    'TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256,TLS_AES_256_GCM_SHA384',
    'system:serviceaccount:kube-system:horizontal-pod-autoscaler',
    'cluster.local/ns/shop/sa/web',
    'object.spec.containers.all(c, c.securityContext.runAsNonRoot == true)',
    'arn:aws:iam::123456789012:role/eksctl-cluster-nodegroup-NodeInstanceRole-1ABCDEFGHIJKL',
    '20261123020000123456789',
    '-----BEGIN CERTIFICATE-----\nMIIBkTCB+wIJAKHHIG11aG93MA0GCSqGSIb3\n-----END CERTIFICATE-----',
  ]
  for (const text of words) {
    it(`leaves ${text.slice(0, 40)} alone`, () => {
      expect(looksRandom(text)).to.equal(false)
    })
  }

  it('takes time in proportion to the text, whatever it is', () => {
    const size = 2_000_000
    const start = performance.now()
    for (const unit of ['a', 'A1', 'eyJ', '://a:', 'a-', '-----BEGIN ', 'sha256:'])
      looksRandom(unit.repeat(size / unit.length))
    expect(performance.now() - start).to.be.lessThan(10_000)
  })
})
