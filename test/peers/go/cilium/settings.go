package main

import (
	"strings"

	corev1 "k8s.io/api/core/v1"

	cmtypes "github.com/cilium/cilium/pkg/clustermesh/types"
	"github.com/cilium/cilium/pkg/labelsfilter"
	"github.com/cilium/cilium/pkg/option"
	"github.com/cilium/cilium/pkg/policy"
	"github.com/cilium/cilium/pkg/policy/api"

	"exhibit/peers/harness"
)

// settings are what the agent reads of its ConfigMap besides what its packages hold themselves.
type settings struct {
	cluster string
	// selected is the cluster that selectors mean unless they name one.
	selected        string
	networkPolicies bool
}

func settle(world *harness.World) (settings, error) {
	given := map[string]string{
		"enable-policy":                "default",
		"cluster-name":                 "default",
		"enable-k8s-networkpolicy":     "true",
		"policy-default-local-cluster": "true",
	}
	maps, err := harness.Decoded[corev1.ConfigMap](world, "ConfigMap")
	if err != nil {
		return settings{}, err
	}
	for _, each := range maps {
		for name, value := range each.Data {
			given[name] = value
		}
	}
	policy.SetPolicyEnabled(given["enable-policy"])
	option.Config.EnableNonDefaultDenyPolicies = given["enable-non-default-deny-policies"] != "false"
	option.Config.EnableL7Proxy = given["enable-l7-proxy"] != "false"
	option.Config.EnableSCTP = true
	option.Config.EnableICMPRules = given["enable-icmp-rules"] != "false"
	option.Config.EnableIPv4 = true
	option.Config.EnableIPv6 = true
	option.Config.EnableNodeSelectorLabels = given["enable-node-selector-labels"] == "true"
	option.Config.EnableHostFirewall = given["enable-host-firewall"] == "true"
	option.Config.PolicyCIDRMatchMode = strings.FieldsFunc(given["policy-cidr-match-mode"], func(sign rune) bool { return sign == ',' })
	api.InitEntities(given["cluster-name"])
	if err := labelsfilter.ParseLabelPrefixCfg(log, strings.Fields(given["labels"]), nil, ""); err != nil {
		return settings{}, err
	}
	local := cmtypes.PolicyConfig{PolicyDefaultLocalCluster: given["policy-default-local-cluster"] == "true"}
	return settings{
		cluster:         given["cluster-name"],
		selected:        cmtypes.LocalClusterNameForPolicies(local, given["cluster-name"]),
		networkPolicies: given["enable-k8s-networkpolicy"] == "true",
	}, nil
}
