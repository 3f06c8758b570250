package main

import (
	"net/netip"

	corev1 "k8s.io/api/core/v1"

	"github.com/cilium/cilium/pkg/identity"
	k8sconst "github.com/cilium/cilium/pkg/k8s/apis/cilium.io"
	ciliumv2 "github.com/cilium/cilium/pkg/k8s/apis/cilium.io/v2"
	k8sutils "github.com/cilium/cilium/pkg/k8s/utils"
	"github.com/cilium/cilium/pkg/labels"
	"github.com/cilium/cilium/pkg/labelsfilter"
	"github.com/cilium/cilium/pkg/option"
	"github.com/cilium/cilium/pkg/policy/api"
	ciliumtypes "github.com/cilium/cilium/pkg/types"
	"github.com/cilium/cilium/pkg/u8proto"

	"exhibit/peers/harness"
)

// identities are those of the ends of packets, as the agent would give them out.
type identities struct {
	world    *harness.World
	settings settings
	groups   []*ciliumv2.CiliumCIDRGroup
	named    ciliumtypes.NamedPortMultiMap
	given    map[harness.Side]*identity.Identity
}

func identitiesOf(world *harness.World, settings settings) (*identities, error) {
	groups, err := harness.Decoded[ciliumv2.CiliumCIDRGroup](world, "CiliumCIDRGroup")
	if err != nil {
		return nil, err
	}
	named := ciliumtypes.NewNamedPortMultiMap()
	known := &identities{world, settings, groups, named, map[harness.Side]*identity.Identity{}}
	for name, pod := range world.Pods {
		ports := ciliumtypes.NamedPortMap{}
		for _, container := range pod.Spec.Containers {
			for _, port := range container.Ports {
				protocol, err := u8proto.ParseProtocol(string(port.Protocol))
				if err != nil {
					return nil, err
				}
				ports[port.Name] = ciliumtypes.PortProto{Port: uint16(port.ContainerPort), Proto: protocol}
			}
		}
		owner := known.of(harness.Side{Pod: name, IP: pod.Status.PodIP})
		named.Update(owner.ID, nil, ports)
	}
	return known, nil
}

// GetNamedPorts are those of all pods: the agent looks up names at egress over all peers.
func (known *identities) GetNamedPorts() ciliumtypes.NamedPortMultiMap { return known.named }

func (known *identities) of(side harness.Side) *identity.Identity {
	if found, ok := known.given[side]; ok {
		return found
	}
	given := known.newOne(side, identity.NumericIdentity(len(known.given)))
	known.given[side] = given
	return given
}

// all are the identities of every end that is asked about.
func (known *identities) all() identity.IdentityMap {
	all := identity.IdentityMap{}
	for _, question := range known.world.Questions {
		for _, side := range []harness.Side{question.From, question.To} {
			given := known.of(side)
			all[given.ID] = given.LabelArray
		}
	}
	return all
}

func (known *identities) newOne(side harness.Side, number identity.NumericIdentity) *identity.Identity {
	if side.Pod != "" {
		return identity.NewIdentity(identity.MinimalNumericIdentity+number, known.podLabels(side))
	}
	for _, node := range known.world.Nodes {
		for _, address := range node.Status.Addresses {
			if address.Address == side.IP {
				return known.nodeIdentity(node, side.IP, number)
			}
		}
	}
	return identity.NewIdentity(identity.IdentityScopeLocal+1+number, known.addressLabels(side.IP))
}

// nodeIdentity is that of a node other than the one whose pods are asked about.
func (known *identities) nodeIdentity(node *corev1.Node, address string, number identity.NumericIdentity) *identity.Identity {
	all := labels.NewFrom(labels.LabelRemoteNode)
	if option.Config.PolicyCIDRMatchesNodes() {
		all.MergeLabels(known.blockLabels(address))
	}
	if option.Config.PerNodeLabelsEnabled() {
		kept, _ := labelsfilter.FilterNodeLabels(labels.Map2Labels(node.Labels, labels.LabelSourceNode))
		all.MergeLabels(kept)
		all.MergeLabels(labels.Map2Labels(map[string]string{
			k8sconst.PolicyLabelCluster: known.settings.cluster,
		}, labels.LabelSourceK8s))
	}
	if reserved := identity.LookupReservedIdentityByLabels(all); reserved != nil {
		return reserved
	}
	return identity.NewIdentity(identity.IdentityScopeRemoteNode+1+number, all)
}

func (known *identities) podLabels(side harness.Side) labels.Labels {
	pod := known.world.Pods[side.Pod]
	namespace := known.world.Namespaces[pod.Namespace]
	account := pod.Spec.ServiceAccountName
	if account == "" {
		account = "default"
	}
	sanitized := k8sutils.SanitizePodLabels(pod.Labels, namespace, account, known.settings.cluster)
	kept, _ := labelsfilter.Filter(labels.Map2Labels(sanitized, labels.LabelSourceK8s))
	if option.Config.PolicyCIDRMatchesPods() {
		kept.MergeLabels(known.blockLabels(side.IP))
	}
	return kept
}

// addressLabels are those of an address outside of the cluster: the world, and its blocks.
func (known *identities) addressLabels(address string) labels.Labels {
	all := known.blockLabels(address)
	all.AddWorldLabel(prefixOf(address).Addr())
	return all
}

// blockLabels are those of the CIDRs and the groups of CIDRs that hold an address (pkg/endpoint, computeCIDRLabelsRLocked; pkg/ipcache, resolveLabels).
func (known *identities) blockLabels(address string) labels.Labels {
	all := labels.Labels{}
	for _, label := range labels.GetCIDRLabels(prefixOf(address)) {
		if label.Source == labels.LabelSourceCIDR {
			all[label.GetExtendedKey()] = label
		}
	}
	for _, group := range known.groups {
		for _, text := range group.Spec.ExternalCIDRs {
			cidr, err := netip.ParsePrefix(string(text))
			if err != nil || !cidr.Contains(prefixOf(address).Addr()) {
				continue
			}
			for key, value := range group.Labels {
				label := labels.NewLabel(key, value, labels.LabelSourceCIDRGroup)
				all[label.GetExtendedKey()] = label
				encoded := labels.EncodedCIDRGroupLabel(label.Key, label.Value, label.Source)
				all[encoded.GetExtendedKey()] = encoded
			}
			name := api.LabelForCIDRGroupRef(group.Name)
			all[name.GetExtendedKey()] = name
		}
	}
	return all
}

func prefixOf(address string) netip.Prefix {
	parsed := netip.MustParseAddr(address)
	return netip.PrefixFrom(parsed, parsed.BitLen())
}

// portsOf are the named ports of a pod for one protocol.
func (known *identities) portsOf(side harness.Side, protocol string) map[string]uint16 {
	ports := map[string]uint16{}
	if pod, found := known.world.Pods[side.Pod]; found {
		for _, container := range pod.Spec.Containers {
			for _, port := range container.Ports {
				if string(port.Protocol) == protocol {
					ports[port.Name] = uint16(port.ContainerPort)
				}
			}
		}
	}
	return ports
}
