import { expect } from 'chai'
import type { KubeObject } from '../../../src/model/object.ts'
import { clusterOf, object, pod } from '../builders.ts'

const WEB = pod('shop', 'web', { labels: { app: 'web' }, ports: [{ containerPort: 8080 }] })
const SERVICE = object({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name: 'web', namespace: 'shop' },
  spec: { selector: { app: 'web' }, ports: [{ port: 80, targetPort: 8080 }] },
})

type Annotations = Readonly<Record<string, string>>

function ingressClass(name: string, controller: string, more: object = {}): KubeObject {
  return object({
    apiVersion: 'networking.k8s.io/v1',
    kind: 'IngressClass',
    metadata: { name },
    spec: { controller, ...more },
  })
}

function ingress(annotations: Annotations, spec: object): KubeObject {
  const backend = { service: { name: 'web', port: { number: 80 } } }
  return object({
    apiVersion: 'networking.k8s.io/v1',
    kind: 'Ingress',
    metadata: { name: 'web', namespace: 'shop', annotations },
    spec: {
      rules: [{ host: 'a.example', http: { paths: [{ pathType: 'Prefix', backend }] } }],
      ...spec,
    },
  })
}

const TLS = { tls: [{ hosts: ['a.example'], secretName: 'a' }] }

/** The doors of the host: `443 redirected`, or `80 served, 443 served`; `80` where it has no TLS. */
async function doors(...objects: KubeObject[]): Promise<string> {
  const { exposures } = await clusterOf([WEB, SERVICE, ...objects])
  return exposures
    .map(({ port, plain }) => [port, ...(plain === undefined ? [] : [plain.answer])].join(' '))
    .join(', ')
}

/** Of an Ingress with TLS under a class of a controller. */
function under(controller: string, annotations: Annotations = {}, spec: object = TLS) {
  return doors(
    ingressClass('c', controller),
    ingress(annotations, { ingressClassName: 'c', ...spec }),
  )
}

const SERVED = '80 served, 443 served'
const ALB = 'alb.ingress.kubernetes.io'

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
  ['nginx.org/ingress-controller', {}, '443 unknown'],
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
  ['traefik.io/ingress-controller', {}, '443 unknown'],
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
  ['ingress-controllers.konghq.com/kong', {}, SERVED],
  ['ingress-controllers.konghq.com/kong', { 'konghq.com/protocols': 'https' }, '443 redirected'],
  ['ingress-controllers.konghq.com/kong', { 'konghq.com/protocols': 'https, http' }, SERVED],
  ['ingress-controllers.konghq.com/kong', { 'konghq.com/protocols': '[redacted]' }, '443 unknown'],
  ['ingress-controllers.konghq.com/kong', { 'konghq.com/override': '[redacted]' }, '443 unknown'],
  [
    'ingress-controllers.konghq.com/kong',
    { 'ingress.kubernetes.io/force-ssl-redirect': 'true' },
    '443 redirected',
  ],
  ['istio.io/ingress-controller', {}, SERVED],
  ['openshift.io/ingress-to-route', {}, '443 none'],
  ['getambassador.io/ingress-controller', {}, '443 unknown'],
  ['example.com/own', {}, '443 unknown'],
  ['ingress.k8s.aws/alb', {}, '80 served'],
  ['ingress.k8s.aws/alb', { [`${ALB}/certificate-arn`]: '[redacted]' }, '443 none'],
  ['ingress.k8s.aws/alb', { [`${ALB}/listen-ports`]: '[{"HTTPS":443}]' }, '443 none'],
  ['ingress.k8s.aws/alb', { [`${ALB}/listen-ports`]: '[{"HTTP":80}]' }, '80 served'],
  ['ingress.k8s.aws/alb', { [`${ALB}/listen-ports`]: '[{"HTTP":80},{"HTTPS":443}]' }, SERVED],
  [
    'ingress.k8s.aws/alb',
    { [`${ALB}/listen-ports`]: '[{"HTTP":80,"HTTPS":443}]', [`${ALB}/ssl-redirect`]: '443' },
    '443 redirected',
  ],
  [
    'ingress.k8s.aws/alb',
    { [`${ALB}/listen-ports`]: '[{"HTTP":80},{"HTTPS":443}]', [`${ALB}/group.name`]: '[redacted]' },
    '443 unknown',
  ],
  ['ingress.k8s.aws/alb', { [`${ALB}/listen-ports`]: '[redacted]' }, '443 unknown'],
  ['ingress.k8s.aws/alb', { [`${ALB}/listen-ports`]: '{"HTTPS":443}' }, '443 unknown'],
  ['ingress.k8s.aws/alb', { [`${ALB}/listen-ports`]: '[]' }, '443 unknown'],
  ['ingress.k8s.aws/alb', { [`${ALB}/listen-ports`]: '[{"TCP":80}]' }, '443 unknown'],
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
    const azure = { 'appgw.ingress.kubernetes.io/appgw-ssl-certificate': '[redacted]' }
    expect(await under('azure/application-gateway', azure, plain)).to.equal('443 none')
    const traefik = { 'traefik.ingress.kubernetes.io/router.tls': 'true' }
    expect(await under('traefik.io/ingress-controller', traefik, plain)).to.equal('443 none')
    expect(await under('example.com/own', {}, plain)).to.equal('80')
  })

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
