#!/usr/bin/env bash
# Rondo on Minikube; --help says how.
set -euo pipefail
cd "$(dirname "$0")/.."

usage() {
  cat <<'HELP'
charts/minikube.sh [options]: a cluster on this machine with Dapr, Kafka (Strimzi), PostgreSQL (CloudNativePG), Envoy Gateway and the Rondo
of this checkout, as in the cloud but one of each; then http://localhost:4000. Running it again keeps what is there.
Needs minikube, kubectl, helm and a driver of minikube's such as Docker; 4 processors and 8 GB.

  --port N        where Rondo is reached at on this machine (4000)
  --image IMAGE   an image to run instead of building one, such as ghcr.io/rondo/rondo:0.1.0
  --no-forward    do not stay to forward the port at the end
  --dry-run       prints each command and runs none
  destroy         takes the cluster away again, with all data in it; asks first
  --yes           does not ask
HELP
}

port=4000
image=
forward=1
destroy=
# shellcheck source=charts/scripts/common.sh
. charts/scripts/common.sh
# shellcheck source=charts/scripts/parts.sh
. charts/scripts/parts.sh
while [ $# -gt 0 ]; do
  case "$1" in
    --port) argument "$@" && port=$taken && shift ;;
    --image) argument "$@" && image=$taken && shift ;;
    --no-forward) forward= ;;
    --dry-run) dry_run=1 ;;
    --yes) yes=1 ;;
    destroy) destroy=1 ;;
    --help | -h) usage && exit 0 ;;
    *) fail "$1: no such option. --help lists them." ;;
  esac
  shift
done
case "$port" in *[!0-9]*) fail "--port: expected a number, got $port" ;; esac
needs minikube 'See https://minikube.sigs.k8s.io/docs/start/'

profile=rondo
if [ -n "$destroy" ]; then
  if ! agrees "Delete the cluster $profile with all data in it?"; then
    say 'Nothing was changed.'
    exit 0
  fi
  run minikube delete --profile "$profile"
  exit 0
fi
needs_cluster_tools
advice="$advice charts/minikube.sh destroy takes everything back."

begin 'The cluster'
if is_there minikube status --profile "$profile"; then
  say "The cluster $profile runs already."
else
  run minikube start --profile "$profile" --cpus 4 --memory 8g --cni calico
fi
run kubectl config use-context "$profile"

begin 'The image'
if [ -z "$image" ]; then
  # By what is in the checkout, so that a change is built and the same is not built twice.
  tag=$(git rev-parse --short HEAD)
  if [ -n "$(git status --porcelain)" ]; then
    tag="$tag-$({ git diff HEAD && git ls-files --others --exclude-standard; } | git hash-object --stdin | cut -c 1-8)"
  fi
  image=rondo:$tag
  if [ -z "$dry_run" ] && minikube image ls --profile "$profile" | grep -q "/$image\$"; then
    say "$image is there already."
  else
    run minikube image build --profile "$profile" --tag "docker.io/library/$image" .
  fi
  image=docker.io/library/$image
fi

install_dapr false
install_kafka 1
install_postgresql_operator
# Nothing gives addresses to load balancers here: the port is forwarded.
install_envoy_gateway ClusterIP
install_rondo --values charts/kafka/strimzi.yaml --values charts/clouds/minikube.yaml \
  --set "publicUrl=http://localhost:$port" --set "image.repository=${image%:*}" --set "image.tag=${image##*:}"

service=$(value_of service kubectl get service --namespace envoy-gateway-system --output name \
  --selector gateway.envoyproxy.io/owning-gateway-name=rondo,gateway.envoyproxy.io/owning-gateway-namespace=rondo)
say ''
say "Rondo: http://localhost:$port"
if [ -z "$forward" ]; then
  say "once its port is forwarded: kubectl port-forward --namespace envoy-gateway-system $service $port:80"
else
  say 'Ctrl-C ends the forwarding; Rondo goes on, and this command brings it back.'
  trap - ERR
  run kubectl port-forward --namespace envoy-gateway-system "$service" "$port:80"
fi
