import type { Labels } from '../../model/object.ts'

/** How a controller of Ingresses, Gateways or Routes is named by classes, and how its proxies are recognised. */
export type KnownController = {
  readonly name: string
  /** `controller` of an IngressClass, `controllerName` of a GatewayClass */
  readonly classes: RegExp
  /** values of the old annotation kubernetes.io/ingress.class, also where no IngressClass has that name */
  readonly annotations: readonly string[]
  /** pods: proxies of its own; node-proxy: part of the network plugin; outside: a load balancer of a cloud */
  readonly serves: 'pods' | 'node-proxy' | 'outside'
  /** images of its proxies */
  readonly image?: RegExp
  /** labels of its proxies, any of these sets */
  readonly labels: readonly Labels[]
}

const NAME = 'app.kubernetes.io/name'
const COMPONENT = 'app.kubernetes.io/component'

/** What the Gateway API lets a controller give the pods it makes for a Gateway of the same namespace (gateway-api GEP-1762); Istio, NGINX and others do. */
export const GATEWAY_NAME = 'gateway.networking.k8s.io/gateway-name'

/** The same of Envoy Gateway, whose proxies stand in its own namespace (envoyproxy/gateway, internal/gatewayapi/labels.go). */
export const OWNING_GATEWAY = {
  name: 'gateway.envoyproxy.io/owning-gateway-name',
  namespace: 'gateway.envoyproxy.io/owning-gateway-namespace',
} as const

/** Pods of OpenShift's router, of any IngressController (openshift/cluster-ingress-operator, pkg/operator/controller/names.go). */
export const ROUTER_LABEL = 'ingresscontroller.operator.openshift.io/deployment-ingresscontroller'

/** The name of OpenShift's router. */
export const ROUTER = 'the OpenShift router'

/** Known controllers, one line each, with the manifest or code that names and labels them. */
export const KNOWN_CONTROLLERS: readonly KnownController[] = [
  // kubernetes/ingress-nginx deploy/static/provider/cloud/deploy.yaml; RKE2 gives other names to the same labels
  inCluster(
    'ingress-nginx',
    /^k8s\.io\/ingress-nginx/,
    ['nginx'],
    /ingress-nginx\/controller|nginx-ingress-controller/,
    [
      { [NAME]: 'ingress-nginx', [COMPONENT]: 'controller' },
      { [NAME]: 'rke2-ingress-nginx', [COMPONENT]: 'controller' },
    ],
  ),
  // nginx/kubernetes-ingress deployments/daemon-set/nginx-ingress.yaml
  inCluster(
    'NGINX Ingress Controller',
    /^nginx\.org\/ingress-controller/,
    ['nginx'],
    /nginx\/nginx-(plus-)?ingress/,
    [{ [NAME]: 'nginx-ingress' }, { app: 'nginx-ingress' }],
  ),
  // nginx/nginx-gateway-fabric: controller gateway.nginx.org/nginx-gateway-controller, pods by gateway-name
  inCluster(
    'NGINX Gateway Fabric',
    /^gateway\.nginx\.org\//,
    [],
    /nginx-gateway-fabric\/nginx/,
    [],
  ),
  // traefik/traefik-helm-chart templates/_helpers.tpl, ingressclass.yaml, gatewayclass.yaml
  inCluster(
    'Traefik',
    /^traefik\.io\/(ingress|gateway)-controller/,
    ['traefik'],
    /(^|\/)(mirrored-library-)?traefik([:@]|$)/,
    [{ [NAME]: 'traefik' }],
  ),
  // haproxytech/kubernetes-ingress pkg/store (CONTROLLER), deploy/haproxy-ingress.yaml
  inCluster(
    'HAProxy Kubernetes Ingress',
    /^haproxy\.org\/ingress-controller/,
    ['haproxy'],
    /haproxytech\/kubernetes-ingress/,
    [{ run: 'haproxy-ingress' }, { [NAME]: 'kubernetes-ingress' }],
  ),
  // jcmoraisjr/haproxy-ingress docs, --controller-class
  inCluster(
    'HAProxy Ingress',
    /^haproxy-ingress\.github\.io\/controller/,
    ['haproxy'],
    /jcmoraisjr\/haproxy-ingress/,
    [{ [NAME]: 'haproxy-ingress' }],
  ),
  // projectcontour/contour examples/contour/03-envoy.yaml: Envoy takes the traffic
  inCluster('Contour', /^projectcontour\.io\//, ['contour'], /envoyproxy\/envoy/, [
    { app: 'envoy' },
    { [NAME]: 'contour', [COMPONENT]: 'envoy' },
  ]),
  // Kong/kubernetes-ingress-controller: --gateway-api-controller-name, Kong/charts
  inCluster('Kong', /konghq\.com\//, ['kong'], /(^|\/)kong(\/kong-gateway|\/kong)?([:@]|$)/, [
    { [NAME]: 'kong', [COMPONENT]: 'app' },
  ]),
  // emissary-ingress/emissary python/ambassador/fetch/k8sobject (CONTROLLER)
  inCluster(
    'Emissary-ingress',
    /^getambassador\.io\//,
    ['ambassador'],
    /(emissary|ambassador|aes)([:@]|$)/,
    [{ [NAME]: 'emissary-ingress' }],
  ),
  // istio/istio pilot/pkg/config/kube/ingress (IstioIngressController); Gateways: pods by gateway-name
  inCluster('Istio', /^istio\.io\/(ingress|gateway)-controller/, ['istio'], undefined, [
    { istio: 'ingressgateway' },
    { istio: 'ingress' },
  ]),
  // envoyproxy/gateway: gateway.envoyproxy.io/gatewayclass-controller, pods by owning-gateway-name
  inCluster('Envoy Gateway', /^gateway\.envoyproxy\.io\//, [], undefined, []),
  // openshift/route-controller-manager: IngressClass openshift-default makes Routes
  inCluster(ROUTER, /^openshift\.io\/ingress-to-route/, [], /haproxy-router/, []),
  // cilium/cilium operator/pkg/gateway-api, Documentation/network/servicemesh/ingress.rst: Envoy on every node, identity reserved:ingress
  elsewhere(
    'Cilium',
    /^(io\.cilium\/gateway-controller|cilium\.io\/ingress-controller)/,
    ['cilium'],
    'node-proxy',
  ),
  // kubernetes-sigs/aws-load-balancer-controller: ingress.k8s.aws/alb, gateway.k8s.aws/alb and nlb
  elsewhere(
    'AWS Load Balancer Controller',
    /^(ingress|gateway|eks)\.(k8s\.aws|amazonaws\.com)\/|^ingress\.k8s\.aws/,
    ['alb'],
    'outside',
  ),
  // kubernetes/ingress-gce: the annotation alone; GatewayClasses of GKE: networking.gke.io/gateway
  elsewhere(
    'Google Cloud load balancing',
    /^(k8s\.io\/ingress-gce|networking\.gke\.io\/gateway)/,
    ['gce', 'gce-internal'],
    'outside',
  ),
  // Azure/application-gateway-kubernetes-ingress
  elsewhere(
    'Azure Application Gateway',
    /^azure\/application-gateway/,
    ['azure/application-gateway'],
    'outside',
  ),
]

function inCluster(
  name: string,
  classes: RegExp,
  annotations: readonly string[],
  image: RegExp | undefined,
  labels: readonly Labels[],
): KnownController {
  return {
    name,
    classes,
    annotations,
    serves: 'pods',
    labels,
    ...(image === undefined ? {} : { image }),
  }
}

function elsewhere(
  name: string,
  classes: RegExp,
  annotations: readonly string[],
  serves: 'node-proxy' | 'outside',
): KnownController {
  return { name, classes, annotations, serves, labels: [] }
}
