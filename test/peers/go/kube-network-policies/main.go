// Answers questions by the evaluator of kube-network-policies, which judges the first packet of each connection.
package main

import (
	"context"
	"net"
	_ "unsafe" // for go:linkname

	"github.com/sirupsen/logrus"
	corev1 "k8s.io/api/core/v1"
	"k8s.io/client-go/informers"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/rest"
	"k8s.io/client-go/tools/cache"
	"sigs.k8s.io/kube-network-policies/pkg/networkpolicy"
	"sigs.k8s.io/network-policy-api/apis/v1alpha1"
	admin "sigs.k8s.io/network-policy-api/pkg/client/clientset/versioned"
	admininformers "sigs.k8s.io/network-policy-api/pkg/client/informers/externalversions"

	"exhibit/peers/harness"
)

// packet has the layout of the type of that name in package networkpolicy.
type packet struct {
	id      uint32
	family  corev1.IPFamily
	srcIP   net.IP
	dstIP   net.IP
	proto   corev1.Protocol
	srcPort int
	dstPort int
	payload []byte
}

// The evaluator is not exported; everything else that uses it needs the packets of a running node.
//
//go:linkname evaluatePacket sigs.k8s.io/kube-network-policies/pkg/networkpolicy.(*Controller).evaluatePacket
func evaluatePacket(*networkpolicy.Controller, context.Context, packet) bool

// stores are what the controller lists from; no API server fills them.
type stores struct{ namespaces, pods, nodes, policies, admins, baselines cache.Store }

func main() {
	logrus.SetLevel(logrus.WarnLevel)
	config := &rest.Config{Host: "http://127.0.0.1:1"}
	core := informers.NewSharedInformerFactory(kubernetes.NewForConfigOrDie(config), 0)
	others := admininformers.NewSharedInformerFactory(admin.NewForConfigOrDie(config), 0).Policy().V1alpha1()
	controller, err := networkpolicy.NewController(
		kubernetes.NewForConfigOrDie(config),
		core.Networking().V1().NetworkPolicies(),
		core.Core().V1().Namespaces(),
		core.Core().V1().Pods(),
		core.Core().V1().Nodes(),
		admin.NewForConfigOrDie(config),
		others.AdminNetworkPolicies(),
		others.BaselineAdminNetworkPolicies(),
		// With NRI disabled its evaluator fails on an address that no pod has.
		networkpolicy.Config{
			AdminNetworkPolicy:         true,
			BaselineAdminNetworkPolicy: true,
			NodeName:                   "none",
		},
	)
	if err != nil {
		panic(err)
	}
	all := stores{
		namespaces: core.Core().V1().Namespaces().Informer().GetStore(),
		pods:       core.Core().V1().Pods().Informer().GetStore(),
		nodes:      core.Core().V1().Nodes().Informer().GetStore(),
		policies:   core.Networking().V1().NetworkPolicies().Informer().GetStore(),
		admins:     others.AdminNetworkPolicies().Informer().GetStore(),
		baselines:  others.BaselineAdminNetworkPolicies().Informer().GetStore(),
	}
	harness.Serve(func(world *harness.World) (harness.Judge, error) {
		if err := all.fill(world); err != nil {
			return nil, err
		}
		return func(question harness.Question) (bool, error) {
			return evaluatePacket(controller, context.Background(), packet{
				family:  familyOf(question.To.IP),
				srcIP:   net.ParseIP(question.From.IP),
				dstIP:   net.ParseIP(question.To.IP),
				proto:   corev1.Protocol(question.Protocol),
				srcPort: 40000,
				dstPort: question.Port,
			}), nil
		}, nil
	})
}

func familyOf(address string) corev1.IPFamily {
	if net.ParseIP(address).To4() != nil {
		return corev1.IPv4Protocol
	}
	return corev1.IPv6Protocol
}

func (all stores) fill(world *harness.World) error {
	admins, err := harness.Decoded[v1alpha1.AdminNetworkPolicy](world, "AdminNetworkPolicy")
	if err != nil {
		return err
	}
	baselines, err := harness.Decoded[v1alpha1.BaselineAdminNetworkPolicy](world, "BaselineAdminNetworkPolicy")
	if err != nil {
		return err
	}
	for _, err := range []error{
		replace(all.namespaces, values(world.Namespaces)),
		replace(all.pods, values(world.Pods)),
		replace(all.nodes, world.Nodes),
		replace(all.policies, world.NetworkPolicies),
		replace(all.admins, admins),
		replace(all.baselines, baselines),
	} {
		if err != nil {
			return err
		}
	}
	return nil
}

func values[T any](all map[string]*T) []*T {
	var list []*T
	for _, each := range all {
		list = append(list, each)
	}
	return list
}

func replace[T any](store cache.Store, objects []*T) error {
	list := make([]any, 0, len(objects))
	for _, object := range objects {
		list = append(list, object)
	}
	return store.Replace(list, "")
}
