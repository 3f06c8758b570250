// Answers questions by the matcher of cyclonus, the simulator from which policy-assistant was made.
package main

import (
	corev1 "k8s.io/api/core/v1"

	"github.com/mattfenwick/cyclonus/pkg/matcher"

	"exhibit/peers/harness"
)

func main() {
	harness.Serve(func(world *harness.World) (harness.Judge, error) {
		policy := matcher.BuildNetworkPolicies(true, world.NetworkPolicies)
		return func(question harness.Question) (bool, error) {
			traffic := &matcher.Traffic{
				Source:       peerOf(world, question.From),
				Destination:  peerOf(world, question.To),
				ResolvedPort: question.Port,
				Protocol:     corev1.Protocol(question.Protocol),
			}
			into, out := false, false
			for _, name := range portNames(world, question) {
				traffic.ResolvedPortName = name
				result := policy.IsTrafficAllowed(traffic)
				into = into || result.Ingress.IsAllowed()
				out = out || result.Egress.IsAllowed()
			}
			return into && out, nil
		}, nil
	})
}

func peerOf(world *harness.World, side harness.Side) *matcher.TrafficPeer {
	peer := &matcher.TrafficPeer{IP: side.IP}
	if pod, found := world.Pods[side.Pod]; found {
		peer.Internal = &matcher.InternalPeer{
			PodLabels: pod.Labels,
			Namespace: pod.Namespace,
		}
		if namespace, found := world.Namespaces[pod.Namespace]; found {
			peer.Internal.NamespaceLabels = namespace.Labels
		}
	}
	return peer
}

// portNames are the names that the destination has for the port, which cyclonus asks its caller for: none, or several.
func portNames(world *harness.World, question harness.Question) []string {
	names := []string{""}
	pod, found := world.Pods[question.To.Pod]
	if !found {
		return names
	}
	for _, container := range pod.Spec.Containers {
		for _, port := range container.Ports {
			if int(port.ContainerPort) == question.Port && string(port.Protocol) == question.Protocol {
				names = append(names, port.Name)
			}
		}
	}
	return names
}
