# The parts of an installation, each brought to what it should be: a second run changes nothing. Sourced after common.sh.
# shellcheck shell=bash

# The programs installed beside Rondo. Renovate raises them.
# renovate: datasource=helm depName=dapr registryUrl=https://dapr.github.io/helm-charts
DAPR_VERSION=1.16.0
# renovate: datasource=docker depName=quay.io/strimzi-helm/strimzi-kafka-operator
STRIMZI_VERSION=0.51.0
# renovate: datasource=helm depName=cloudnative-pg registryUrl=https://cloudnative-pg.github.io/charts
CLOUDNATIVEPG_VERSION=0.29.0
# renovate: datasource=docker depName=docker.io/envoyproxy/gateway-helm
ENVOY_GATEWAY_VERSION=v1.8.2

# install RELEASE NAMESPACE CHART OPTIONS…
install() {
  local release=$1 namespace=$2
  shift 2
  run helm upgrade --install "$release" "$@" --namespace "$namespace" --create-namespace --wait --timeout 15m
}

# apply WHAT [OPTIONS…]: manifests from standard input.
apply() {
  local what=$1
  shift
  printf '%s # %s\n' "$(shown kubectl apply "$@" --filename -)" "$what"
  if [ -n "$dry_run" ]; then cat >/dev/null; else kubectl apply "$@" --filename -; fi
}

# install_dapr REPLICATED: true or false. Restricted Pod Security refuses sidecars that keep capabilities.
install_dapr() {
  begin 'Dapr'
  install dapr dapr-system dapr --repo https://dapr.github.io/helm-charts --version "$DAPR_VERSION" \
    --set "global.ha.enabled=$1" \
    --set dapr_sidecar_injector.sidecarDropALLCapabilities=true
}

# install_kafka BROKERS: Strimzi, a cluster of so many brokers, and Rondo's user and topics.
install_kafka() {
  begin "Kafka by Strimzi, brokers: $1"
  install strimzi kafka oci://quay.io/strimzi-helm/strimzi-kafka-operator --version "$STRIMZI_VERSION"
  if [ "$1" = 1 ]; then
    # The same cluster with a single copy of everything.
    sed -E -e 's/(replicas|replication\.factor): 3/\1: 1/' -e 's/(min\.insync\.replicas|min\.isr): 2/\1: 1/' \
      charts/kafka/strimzi-cluster.yaml | apply 'charts/kafka/strimzi-cluster.yaml, with one broker'
  else
    run kubectl apply --filename charts/kafka/strimzi-cluster.yaml
  fi
  run kubectl wait kafka/rondo --namespace kafka --for=condition=Ready --timeout=15m
  run kubectl wait kafkauser/rondo --namespace kafka --for=condition=Ready --timeout=5m
}

install_postgresql_operator() {
  begin 'CloudNativePG'
  install cnpg cnpg-system cloudnative-pg --repo https://cloudnative-pg.github.io/charts --version "$CLOUDNATIVEPG_VERSION"
}

# install_envoy_gateway [SERVICE_TYPE]: the controller, and the GatewayClass envoy whose proxies have a Service of that type.
install_envoy_gateway() {
  begin 'Envoy Gateway'
  install eg envoy-gateway-system oci://docker.io/envoyproxy/gateway-helm --version "$ENVOY_GATEWAY_VERSION"
  apply 'GatewayClass envoy' <<MANIFEST
apiVersion: gateway.envoyproxy.io/v1alpha1
kind: EnvoyProxy
metadata: { name: rondo, namespace: envoy-gateway-system }
spec:
  provider:
    type: Kubernetes
    kubernetes: { envoyService: { type: ${1:-LoadBalancer} } }
---
apiVersion: gateway.networking.k8s.io/v1
kind: GatewayClass
metadata: { name: envoy }
spec:
  controllerName: gateway.envoyproxy.io/gatewayclass-controller
  parametersRef: { group: gateway.envoyproxy.io, kind: EnvoyProxy, name: rondo, namespace: envoy-gateway-system }
MANIFEST
}

# The Kafka's authority, which is no secret, in a file of this run.
kafka_authority() {
  scratch=${scratch:-$(mktemp -d)}
  trap 'rm -rf "$scratch"' EXIT
  value_of certificate kubectl get secret rondo-cluster-ca-cert --namespace kafka --output 'go-template={{index .data "ca.crt" | base64decode}}' \
    >"$scratch/kafka-ca.crt"
}

# What charts/rondo is told of this cluster, in a file of this run that yours count above: where the Kubernetes API is, so that pods
# may ask nobody else by its ports.
cluster_values() {
  scratch=${scratch:-$(mktemp -d)}
  trap 'rm -rf "$scratch"' EXIT
  local slices=(kubectl get endpointslices --namespace default --selector kubernetes.io/service-name=kubernetes)
  local addresses ports address
  addresses=$(value_of addresses "${slices[@]}" --output 'go-template={{range .items}}{{range .endpoints}}{{range .addresses}}{{.}} {{end}}{{end}}{{end}}')
  ports=$(value_of ports "${slices[@]}" --output 'go-template={{range .items}}{{range .ports}}{{.port}} {{end}}{{end}}')
  printf '{}\n' >"$scratch/cluster.yaml"
  if [ -n "$dry_run" ] || [ -z "$addresses" ] || [ -z "$ports" ]; then return 0; fi
  {
    printf 'networkPolicies:\n  kubernetesApiPorts: [%s]\n  kubernetesApi:\n' "$(printf '%s' "${ports% }" | tr -s ' ' ,)"
    for address in $addresses; do
      case "$address" in *:*) printf '    - %s/128\n' "$address" ;; *) printf '    - %s/32\n' "$address" ;; esac
    done
  } >"$scratch/cluster.yaml"
}

# install_rondo VALUES…: helm's options that say what is to run. The database comes first, as the Secrets need its roles.
install_rondo() {
  begin 'The namespace'
  apply 'namespace rondo' <<'MANIFEST'
apiVersion: v1
kind: Namespace
metadata:
  name: rondo
  labels: { pod-security.kubernetes.io/enforce: restricted, pod-security.kubernetes.io/warn: restricted }
MANIFEST

  cluster_values
  set -- --values "$scratch/cluster.yaml" "$@"

  begin 'PostgreSQL'
  shown helm template rondo charts/rondo "$@" --show-only templates/postgresql.yaml
  local database='' cluster=rondo-postgresql
  if [ -z "$dry_run" ]; then
    database=$(helm template rondo charts/rondo --namespace rondo "$@" --show-only templates/postgresql.yaml)
    # Another one after a restore.
    cluster=$(printf '%s\n' "$database" | sed -n 's/^  name: //p' | head -n 1)
    cluster=${cluster:-rondo-postgresql}
  fi
  if ! is_there kubectl get "cluster.postgresql.cnpg.io/$cluster" --namespace rondo; then
    printf '%s\n' "$database" | apply 'the PostgreSQL cluster' --namespace rondo
    # So that the release takes it for its own.
    run kubectl annotate "cluster.postgresql.cnpg.io/$cluster" --namespace rondo \
      meta.helm.sh/release-name=rondo meta.helm.sh/release-namespace=rondo
  fi
  run kubectl wait "cluster.postgresql.cnpg.io/$cluster" --namespace rondo --for=condition=Ready --timeout=15m
  local primary
  primary=$(value_of primary-pod kubectl get pod --namespace rondo --output name \
    --selector "cnpg.io/cluster=$cluster,cnpg.io/instanceRole=primary")
  run kubectl exec "$primary" --namespace rondo --container postgres -- psql --command 'alter role rondo createrole'

  begin 'Secrets'
  # The key in a file, not an argument; `tls_certificate` and `tls_key` are the caller's.
  if [ -n "${tls_certificate:-}" ] && ! is_there kubectl get secret rondo-tls --namespace rondo; then
    run kubectl create secret tls rondo-tls --namespace rondo --cert "$tls_certificate" --key "${tls_key:-}"
  fi
  run charts/secrets.sh --namespace rondo --cloudnativepg --cluster "$cluster" --kafka-user kafka/rondo

  begin 'Rondo'
  kafka_authority
  run helm upgrade --install rondo charts/rondo --namespace rondo "$@" --set-file "kafka.caCert=$scratch/kafka-ca.crt" --wait --timeout 15m
}
