// Answers questions by the policy engine of Cilium: its translation of the policy objects, its selector cache and the policy maps
// that it would write for an endpoint.
package main

import (
	"encoding/json"
	"log/slog"

	"github.com/cilium/cilium/pkg/identity/identitymanager"
	"github.com/cilium/cilium/pkg/k8s"
	ciliumv2 "github.com/cilium/cilium/pkg/k8s/apis/cilium.io/v2"
	slim "github.com/cilium/cilium/pkg/k8s/slim/k8s/api/networking/v1"
	"github.com/cilium/cilium/pkg/policy"
	"github.com/cilium/cilium/pkg/policy/types"
	"github.com/cilium/cilium/pkg/policy/utils"
	"github.com/cilium/cilium/pkg/testutils/policy"
	"github.com/cilium/cilium/pkg/u8proto"
	"sigs.k8s.io/network-policy-api/apis/v1alpha2"

	"exhibit/peers/harness"
)

var log = slog.New(slog.DiscardHandler)

func main() {
	harness.Serve(func(world *harness.World) (harness.Judge, error) {
		settings, err := settle(world)
		if err != nil {
			return nil, err
		}
		entries, err := translate(world, settings)
		if err != nil {
			return nil, err
		}
		known, err := identitiesOf(world, settings)
		if err != nil {
			return nil, err
		}
		manager := identitymanager.NewIDManager(log)
		repository := policy.NewPolicyRepository(log, known.all(), nil, nil, manager, testpolicy.NewPolicyMetricsNoop())
		repository.SetNamedPortsGetter(known)
		repository.UpdateIdentities(known.all(), nil)
		repository.MustAddPolicyEntries(entries)
		return func(question harness.Question) (bool, error) {
			from, to := known.of(question.From), known.of(question.To)
			protocol, err := u8proto.ParseProtocol(question.Protocol)
			if err != nil {
				return false, err
			}
			verdict, _, _, err := policy.LookupFlow(log, repository, manager, types.Flow{
				From:          from,
				To:            to,
				Proto:         protocol,
				Dport:         uint16(question.Port),
				NamedPortsTCP: known.portsOf(question.To, "TCP"),
				NamedPortsUDP: known.portsOf(question.To, "UDP"),
			})
			if err != nil {
				return false, err
			}
			outside := question.From.Pod == ""
			out := outside || verdict.Egress == types.DecisionAllowed
			into := question.To.Pod == "" || verdict.Ingress == types.DecisionAllowed
			return out && into, nil
		}, nil
	})
}

// translate reads all policies of an estate as the agent does. One that the agent refuses has no effect.
func translate(world *harness.World, settings settings) (types.PolicyEntries, error) {
	var all types.PolicyEntries
	add := func(entries types.PolicyEntries, err error) {
		if err == nil {
			all = append(all, entries...)
		}
	}
	if settings.networkPolicies {
		for _, each := range world.NetworkPolicies {
			own, err := as[slim.NetworkPolicy](each)
			if err != nil {
				return nil, err
			}
			add(k8s.ParseNetworkPolicy(log, settings.selected, own))
		}
	}
	for _, kind := range []string{"CiliumNetworkPolicy", "CiliumClusterwideNetworkPolicy"} {
		policies, err := harness.Decoded[ciliumv2.CiliumNetworkPolicy](world, kind)
		if err != nil {
			return nil, err
		}
		for _, each := range policies {
			if rules, err := each.Parse(log, settings.selected); err == nil {
				add(utils.RulesToPolicyEntries(rules), nil)
			}
		}
	}
	clusters, err := harness.Decoded[v1alpha2.ClusterNetworkPolicy](world, "ClusterNetworkPolicy")
	if err != nil {
		return nil, err
	}
	for _, each := range clusters {
		add(k8s.ParseClusterNetworkPolicy(log, settings.selected, each))
	}
	return all, nil
}

func as[T any](value any) (*T, error) {
	text, err := json.Marshal(value)
	if err != nil {
		return nil, err
	}
	same := new(T)
	return same, json.Unmarshal(text, same)
}
