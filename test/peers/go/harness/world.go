package harness

import (
	"encoding/json"
	"fmt"

	corev1 "k8s.io/api/core/v1"
	networkingv1 "k8s.io/api/networking/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

// World is an estate as an API server would hand it out: with its defaults set and without empty lists.
type World struct {
	Namespaces      map[string]*corev1.Namespace
	Pods            map[string]*corev1.Pod
	Nodes           []*corev1.Node
	NetworkPolicies []*networkingv1.NetworkPolicy
	// Others holds all other objects by kind.
	Others map[string][]json.RawMessage
	// Questions are all that will be asked, for who must know every end before.
	Questions []Question
}

func read(objects []json.RawMessage) (*World, error) {
	world := &World{
		Namespaces: map[string]*corev1.Namespace{},
		Pods:       map[string]*corev1.Pod{},
		Others:     map[string][]json.RawMessage{},
	}
	for _, raw := range objects {
		if err := world.add(raw); err != nil {
			return nil, err
		}
	}
	return world, nil
}

func (world *World) add(raw json.RawMessage) error {
	var kind metav1.TypeMeta
	if err := json.Unmarshal(raw, &kind); err != nil {
		return err
	}
	switch kind.APIVersion + " " + kind.Kind {
	case "v1 Namespace":
		namespace, err := decode[corev1.Namespace](raw)
		world.Namespaces[namespace.Name] = namespace
		return err
	case "v1 Pod":
		pod, err := decode[corev1.Pod](raw)
		world.Pods[pod.Namespace+"/"+pod.Name] = pod
		return err
	case "v1 Node":
		node, err := decode[corev1.Node](raw)
		world.Nodes = append(world.Nodes, node)
		return err
	case "networking.k8s.io/v1 NetworkPolicy":
		policy, err := decode[networkingv1.NetworkPolicy](raw)
		setDefaults(policy)
		world.NetworkPolicies = append(world.NetworkPolicies, policy)
		return err
	default:
		world.Others[kind.Kind] = append(world.Others[kind.Kind], raw)
		return nil
	}
}

// Decoded gives all objects of a kind that is not one of Kubernetes' own.
func Decoded[T any](world *World, kind string) ([]*T, error) {
	var all []*T
	for _, raw := range world.Others[kind] {
		object, err := decode[T](raw)
		if err != nil {
			return nil, err
		}
		all = append(all, object)
	}
	return all, nil
}

func decode[T any](raw json.RawMessage) (*T, error) {
	object := new(T)
	if err := json.Unmarshal(raw, object); err != nil {
		return object, fmt.Errorf("%s: %w", raw, err)
	}
	return object, nil
}

// setDefaults does what an API server does when it stores a NetworkPolicy (kubernetes, pkg/apis/networking/v1/defaults.go);
// empty lists do not survive its storage.
func setDefaults(policy *networkingv1.NetworkPolicy) {
	spec := &policy.Spec
	if len(spec.Ingress) == 0 {
		spec.Ingress = nil
	}
	if len(spec.Egress) == 0 {
		spec.Egress = nil
	}
	if len(spec.PolicyTypes) == 0 {
		spec.PolicyTypes = []networkingv1.PolicyType{networkingv1.PolicyTypeIngress}
		if spec.Egress != nil {
			spec.PolicyTypes = append(spec.PolicyTypes, networkingv1.PolicyTypeEgress)
		}
	}
	for _, rule := range spec.Ingress {
		setProtocols(rule.Ports)
	}
	for _, rule := range spec.Egress {
		setProtocols(rule.Ports)
	}
}

func setProtocols(ports []networkingv1.NetworkPolicyPort) {
	for index := range ports {
		if ports[index].Protocol == nil {
			tcp := corev1.ProtocolTCP
			ports[index].Protocol = &tcp
		}
	}
}
