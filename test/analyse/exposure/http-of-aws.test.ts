import { expect } from 'chai'
import { SERVED, TLS, doors, ingress, ingressClass, under } from './doors.ts'
import type { Annotations } from './doors.ts'

const ALB = 'alb.ingress.kubernetes.io'

const ROWS: readonly (readonly [Annotations, string])[] = [
  [{}, '80 served'],
  [{ [`${ALB}/certificate-arn`]: 'arn:aws:acm:eu-west-1:0:c' }, '443 none'],
  [{ [`${ALB}/certificate-arn`]: '[redacted]' }, '443 unknown'],
  [{ [`${ALB}/certificate-arn`]: '' }, '80 served'],
  [{ [`${ALB}/certificate-arn`]: ' , ' }, '80 served'],
  ...['use-annotation', '', '8443', '[redacted]'].map(
    (value) =>
      [
        { [`${ALB}/listen-ports`]: '[{"HTTP":80},{"HTTPS":443}]', [`${ALB}/ssl-redirect`]: value },
        '443 unknown',
      ] as const,
  ),
  [
    {
      [`${ALB}/listen-ports`]: '[{"HTTP":80},{"HTTPS":443}]',
      [`${ALB}/actions.ssl-redirect`]: '[redacted]',
    },
    '443 unknown',
  ],
  [{ [`${ALB}/listen-ports`]: '[{"HTTP":80}]', [`${ALB}/actions.own`]: '[redacted]' }, '80 served'],
  [{ [`${ALB}/listen-ports`]: '[{"HTTPS":"443"}]' }, '443 unknown'],
  [{ [`${ALB}/listen-ports`]: '[{"HTTPS":443}]' }, '443 none'],
  [{ [`${ALB}/listen-ports`]: '[{"HTTP":80}]' }, '80 served'],
  [{ [`${ALB}/listen-ports`]: '[{"HTTP":80},{"HTTPS":443}]' }, SERVED],
  [
    { [`${ALB}/listen-ports`]: '[{"HTTP":80,"HTTPS":443}]', [`${ALB}/ssl-redirect`]: '443' },
    '443 redirected',
  ],
  [
    { [`${ALB}/listen-ports`]: '[{"HTTP":80},{"HTTPS":443}]', [`${ALB}/group.name`]: '[redacted]' },
    '443 unknown',
  ],
  [{ [`${ALB}/listen-ports`]: '[redacted]' }, '443 unknown'],
  [{ [`${ALB}/listen-ports`]: '{"HTTPS":443}' }, '443 unknown'],
  [{ [`${ALB}/listen-ports`]: '[]' }, '443 unknown'],
  [{ [`${ALB}/listen-ports`]: '[{"TCP":80}]' }, '443 unknown'],
]

describe('HTTP of AWS Load Balancer Controller', () => {
  for (const [annotations, expected] of ROWS) {
    it(`${JSON.stringify(annotations)}: ${expected}`, async () => {
      expect(await under('ingress.k8s.aws/alb', annotations)).to.equal(expected)
    })
  }

  it('knows nothing where parameters of a class of AWS may decide', async () => {
    const parameters = { apiGroup: 'elbv2.k8s.aws', kind: 'IngressClassParams', name: 'p' }
    const made = ingressClass('c', 'ingress.k8s.aws/alb', { parameters })
    const of = (annotations: Annotations) =>
      doors(made, ingress(annotations, { ingressClassName: 'c', ...TLS }))
    const both = { [`${ALB}/listen-ports`]: '[{"HTTP":80},{"HTTPS":443}]' }
    expect(await of({})).to.equal('443 unknown')
    expect(await of(both)).to.equal('443 unknown')
    expect(await of({ [`${ALB}/listen-ports`]: '[{"HTTPS":443}]' })).to.equal('443 none')
  })
})
