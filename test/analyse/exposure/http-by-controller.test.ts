import { expect } from 'chai'
import { SERVED, TLS, doors, ingress, under } from './doors.ts'
import type { Annotations } from './doors.ts'

/** What each controller does, by its class and annotations. */
const ROWS: readonly (readonly [string, Annotations, string])[] = [
  ['k8s.io/ingress-nginx', {}, '443 unknown'],
  [
    'k8s.io/ingress-nginx',
    { 'nginx.ingress.kubernetes.io/ssl-redirect': 'true' },
    '443 redirected',
  ],
  ['k8s.io/ingress-nginx', { 'nginx.ingress.kubernetes.io/ssl-redirect': 'false' }, SERVED],
  ['k8s.io/ingress-nginx', { 'nginx.ingress.kubernetes.io/ssl-redirect': 'no' }, '443 unknown'],
  [
    'k8s.io/ingress-nginx',
    { 'nginx.ingress.kubernetes.io/ssl-redirect': '[redacted]' },
    '443 unknown',
  ],
  [
    'k8s.io/ingress-nginx',
    {
      'nginx.ingress.kubernetes.io/ssl-redirect': 'false',
      'nginx.ingress.kubernetes.io/force-ssl-redirect': 'true',
    },
    '443 redirected',
  ],
  ...['disabled', 'enabled', 'off', 'FaLse', ''].map(
    (value) =>
      [
        'k8s.io/ingress-nginx',
        { 'nginx.ingress.kubernetes.io/ssl-redirect': value },
        '443 unknown',
      ] as const,
  ),
  ['k8s.io/ingress-nginx', { 'nginx.ingress.kubernetes.io/ssl-redirect': 'F' }, SERVED],
  [
    'k8s.io/ingress-nginx',
    {
      'nginx.ingress.kubernetes.io/force-ssl-redirect': 'enabled',
      'nginx.ingress.kubernetes.io/ssl-redirect': 'T',
    },
    '443 redirected',
  ],
  ['nginx.org/ingress-controller', {}, '443 unknown'],
  ['nginx.org/ingress-controller', { 'nginx.org/ssl-redirect': 'enabled' }, '443 unknown'],
  ['nginx.org/ingress-controller', { 'nginx.org/ssl-redirect': 'false' }, SERVED],
  [
    'nginx.org/ingress-controller',
    { 'ingress.kubernetes.io/ssl-redirect': 'true' },
    '443 redirected',
  ],
  [
    'nginx.org/ingress-controller',
    { 'nginx.ingress.kubernetes.io/ssl-redirect': 'true' },
    '443 unknown',
  ],
  ['haproxy.org/ingress-controller/haproxy', { 'haproxy.org/ssl-redirect': 'false' }, SERVED],
  ['haproxy.org/ingress-controller/haproxy', {}, '443 unknown'],
  ['haproxy.org/ingress-controller/haproxy', { 'haproxy.org/ssl-redirect': 'Off' }, SERVED],
  [
    'haproxy.org/ingress-controller/haproxy',
    { 'haproxy.org/ssl-redirect': 'ENABLED' },
    '443 redirected',
  ],
  [
    'haproxy.org/ingress-controller/haproxy',
    { 'haproxy.org/ssl-redirect': 'yes', 'haproxy.com/ssl-redirect': 'true' },
    '443 unknown',
  ],
  [
    'haproxy-ingress.github.io/controller',
    { 'haproxy-ingress.github.io/ssl-redirect': 'disabled' },
    '443 unknown',
  ],
  [
    'haproxy-ingress.github.io/controller',
    { 'haproxy-ingress.github.io/ssl-redirect': 'true' },
    '443 redirected',
  ],
  ['cilium.io/ingress-controller', {}, '443 unknown'],
  [
    'cilium.io/ingress-controller',
    { 'ingress.cilium.io/force-https': 'enabled' },
    '443 redirected',
  ],
  ['cilium.io/ingress-controller', { 'ingress.cilium.io/force-https': 'disabled' }, SERVED],
  ['cilium.io/ingress-controller', { 'ingress.cilium.io/force-https': 'f' }, SERVED],
  ['cilium.io/ingress-controller', { 'ingress.cilium.io/force-https': 'Enabled' }, '443 unknown'],
  ['traefik.io/ingress-controller', {}, '443 unknown'],
  [
    'traefik.io/ingress-controller',
    { 'traefik.ingress.kubernetes.io/router.tls': 'enabled' },
    '443 unknown',
  ],
  [
    'traefik.io/ingress-controller',
    { 'traefik.ingress.kubernetes.io/router.tls': 'true' },
    '443 none',
  ],
  [
    'traefik.io/ingress-controller',
    { 'traefik.ingress.kubernetes.io/router.tls': '[redacted]' },
    '443 unknown',
  ],
  ['projectcontour.io/contour/contour', {}, SERVED],
  [
    'projectcontour.io/contour/contour',
    { 'kubernetes.io/ingress.allow-http': 'false' },
    '443 none',
  ],
  [
    'projectcontour.io/contour/contour',
    { 'ingress.kubernetes.io/force-ssl-redirect': 'true' },
    '443 redirected',
  ],
  [
    'projectcontour.io/contour/contour',
    { 'ingress.kubernetes.io/force-ssl-redirect': '[redacted]' },
    '443 unknown',
  ],
  ['projectcontour.io/contour/contour', { 'kubernetes.io/ingress.allow-http': 'False' }, SERVED],
  [
    'projectcontour.io/contour/contour',
    { 'kubernetes.io/ingress.allow-http': '[redacted]' },
    '443 unknown',
  ],
  [
    'projectcontour.io/contour/contour',
    { 'ingress.kubernetes.io/force-ssl-redirect': 'True' },
    SERVED,
  ],
  ['istio.io/ingress-controller', {}, SERVED],
  ['openshift.io/ingress-to-route', {}, '443 none'],
  ['getambassador.io/ingress-controller', {}, '443 unknown'],
  ['example.com/own', {}, '443 unknown'],
  ['azure/application-gateway', {}, '443 none'],
  [
    'azure/application-gateway',
    { 'appgw.ingress.kubernetes.io/ssl-redirect': 'true' },
    '443 redirected',
  ],
]

/** The same of Google's, which is named by the old annotation alone. */
const GOOGLE: readonly (readonly [Annotations, string])[] = [
  [{}, SERVED],
  [{ 'kubernetes.io/ingress.allow-http': 'false' }, '443 none'],
  [{ 'kubernetes.io/ingress.allow-http': 'disabled' }, SERVED],
  [{ 'kubernetes.io/ingress.allow-http': '0' }, '443 none'],
  [{ 'kubernetes.io/ingress.allow-http': '[redacted]' }, '443 unknown'],
  [{ 'networking.gke.io/v1beta1.FrontendConfig': '[redacted]' }, '443 unknown'],
]

describe('HTTP_BY_CONTROLLER', () => {
  for (const [controller, annotations, expected] of ROWS) {
    it(`${controller} with ${JSON.stringify(annotations)}: ${expected}`, async () => {
      expect(await under(controller, annotations)).to.equal(expected)
    })
  }

  for (const [annotations, expected] of GOOGLE) {
    it(`gce with ${JSON.stringify(annotations)}: ${expected}`, async () => {
      const named = { 'kubernetes.io/ingress.class': 'gce', ...annotations }
      expect(await doors(ingress(named, TLS))).to.equal(expected)
    })
  }

  it('takes certificates that annotations name for TLS', async () => {
    const plain = {}
    const google = { 'kubernetes.io/ingress.class': 'gce' }
    const cert = { 'networking.gke.io/managed-certificates': '[redacted]' }
    expect(await doors(ingress(google, plain))).to.equal('80')
    expect(await doors(ingress({ ...google, ...cert }, plain))).to.equal(SERVED)
    const azure = (value: string) =>
      under(
        'azure/application-gateway',
        { 'appgw.ingress.kubernetes.io/appgw-ssl-certificate': value },
        plain,
      )
    expect(await azure('own')).to.equal('443 none')
    expect(await azure('')).to.equal('80')
    expect(await azure('[redacted]')).to.equal('443 unknown')
    const traefik = { 'traefik.ingress.kubernetes.io/router.tls': 'true' }
    expect(await under('traefik.io/ingress-controller', traefik, plain)).to.equal('443 none')
    expect(await under('example.com/own', {}, plain)).to.equal('80')
  })

  it('asks all controllers that may serve an Ingress, and none that only perhaps does', async () => {
    const redirect = { 'nginx.ingress.kubernetes.io/ssl-redirect': 'true' }
    const both = { ...redirect, 'nginx.org/ssl-redirect': 'true' }
    const nginx = { 'kubernetes.io/ingress.class': 'nginx' }
    expect(await doors(ingress({ ...nginx, ...redirect }, TLS))).to.equal('443 unknown')
    expect(await doors(ingress({ ...nginx, ...both }, TLS))).to.equal('443 redirected')
    expect(await doors(ingress(both, TLS))).to.equal('443 unknown')
    expect(await doors(ingress(both, { ...TLS, ingressClassName: 'gone' }))).to.equal('443 unknown')
  })
})
