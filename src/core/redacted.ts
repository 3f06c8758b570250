/** The text that stands for a value, or a name, that was replaced before anything was written. No Kubernetes name or label value can hold it. */
export const REDACTED = '[redacted]'
