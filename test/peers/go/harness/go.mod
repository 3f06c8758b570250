module exhibit/peers/harness

go 1.23.0

require (
	k8s.io/api v0.29.15
	k8s.io/apimachinery v0.29.15
)
