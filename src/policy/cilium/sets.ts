/** The kind of address set that a CiliumCIDRGroup is. */
export const CIDR_GROUP = 'CiliumCIDRGroup'

/** Whether addresses match pods and nodes is a setting (policy-cidr-match-mode), read by `settle`. */
export const BY_SETTING = { matchesPods: 'by-enforcer' } as const
