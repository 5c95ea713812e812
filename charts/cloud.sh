#!/usr/bin/env bash
# Rondo on a cloud's Kubernetes; --help says how.
set -euo pipefail
cd "$(dirname "$0")/.."

usage() {
  cat <<'HELP'
charts/cloud.sh gke|aks|oke|doks --host NAME [options]: a cluster with Dapr, Kafka (Strimzi), PostgreSQL (CloudNativePG), a Gateway API
controller and Rondo. Shows what will be made and roughly what it costs a month, and asks. Running it again keeps what is there.
charts/cloud.sh gke|aks|oke|doks destroy [options]: takes it back, with all data in it; asks first.

  --host NAME          the name by which users will reach it, such as rondo.example.com
  --tls CERT KEY       files in PEM, for https; without them http, for trying it only
  --image IMAGE        repository:tag or repository@sha256:… (what the chart says)
  --values FILE        more of the chart's values, which count last; may be repeated
  --name NAME          of the cluster and what belongs to it (rondo)
  --project ID         Google Cloud's project, or Oracle Cloud's compartment
  --location PLACE     where (europe-west1-b, westeurope, fra1; oke: your configured region)
  --free               oke: the smaller Always Free allowance, 2 OCPU and 12 GB in all
  --yes                does not ask
  --dry-run            prints each command and runs none
HELP
}

clouds='gke, aks, oke, doks'
cloud=
destroy=
host=
certificate=
key=
image=
name=rondo
free=
files=()
# shellcheck disable=SC2034 # Shared with charts/scripts/<cloud>.sh.
project=""
location=""
# What is left of a cluster that was half made or half taken away; a cloud where that can be says how to see it.
cloud_leftovers() { return 1; }
# shellcheck source=charts/scripts/common.sh
. charts/scripts/common.sh
# shellcheck source=charts/scripts/parts.sh
. charts/scripts/parts.sh
# shellcheck disable=SC2034 # As above.
while [ $# -gt 0 ]; do
  case "$1" in
    gke | aks | oke | doks) cloud=$1 ;;
    destroy) destroy=1 ;;
    --host) argument "$@" && host=$taken && shift ;;
    --tls)
      argument "$@" && certificate=$taken && shift
      argument --tls "${2:-}" && key=$taken && shift
      ;;
    --image) argument "$@" && image=$taken && shift ;;
    --values) argument "$@" && files+=(--values "$taken") && shift ;;
    --name) argument "$@" && name=$taken && shift ;;
    --project) argument "$@" && project=$taken && shift ;;
    --location) argument "$@" && location=$taken && shift ;;
    --free) free=1 ;;
    --yes) yes=1 ;;
    --dry-run) dry_run=1 ;;
    --help | -h) usage && exit 0 ;;
    *) fail "$1: expected one of $clouds, destroy, or an option. --help lists them." ;;
  esac
  shift
done
if [ -z "$cloud" ]; then fail "Expected one of $clouds. --help says more."; fi
if [ -n "$free" ] && [ "$cloud" != oke ]; then fail '--free: only oke has such an allowance.'; fi
case "$name" in '' | *[!a-z0-9-]*) fail "--name: expected lower-case letters, digits and hyphens, got $name" ;; esac
if [ -z "$destroy" ]; then
  case "$host" in *.*) ;; *) fail "--host: expected the name by which users will reach it, such as rondo.example.com, got ${host:-nothing}" ;; esac
  for file in "$certificate" "$key"; do
    if [ -n "$file" ] && [ ! -r "$file" ]; then fail "--tls: $file can't be read"; fi
  done
fi
values=$cloud
if [ -n "$free" ]; then values=oke-free; fi
# shellcheck source=charts/scripts/gke.sh
. "charts/scripts/$cloud.sh"

cloud_needs
needs_cluster_tools
step='checking the login'
cloud_login

if [ -n "$destroy" ]; then
  there=
  if [ -n "$dry_run" ] || cloud_exists; then
    there=1
  elif ! cloud_leftovers; then
    say "There is no cluster $name: nothing to take back."
    exit 0
  fi
  if ! agrees "Delete the cluster $name and all that belongs to it, with all data?"; then
    say 'Nothing was changed.'
    exit 0
  fi
  advice="Run the same command again; what is left costs on, so see in the cloud's console that it is gone."
  if [ -n "$there" ]; then
    # What the cluster has made outside of itself goes first: load balancers and volumes would stay, and cost.
    begin 'Load balancers and volumes'
    cloud_connect
    run helm uninstall rondo --namespace rondo --ignore-not-found --wait --timeout 10m
    run kubectl delete namespace rondo --ignore-not-found --timeout=10m
    # Its operator lets go of Kafka's parts only while it runs.
    if is_there kubectl get crd kafkas.kafka.strimzi.io || [ -n "$dry_run" ]; then
      run kubectl delete kafkatopics,kafkausers,kafkas,kafkanodepools --all --namespace kafka --timeout=10m
    fi
    run kubectl delete namespace kafka --ignore-not-found --timeout=10m
  fi
  begin 'The cluster'
  cloud_destroy
  say ''
  say "Gone. See in the cloud's console that no volume named pvc-… is left."
  exit 0
fi

advice="$advice charts/cloud.sh $cloud destroy takes everything back."
if cloud_exists; then
  say "The cluster $name is there already."
else
  cloud_summary
  say 'List prices, roughly: those of your region and contract count. On it: Dapr, Kafka, PostgreSQL and Rondo.'
  if ! agrees 'Make it?'; then
    say 'Nothing was made.'
    exit 0
  fi
  begin 'The cluster'
  cloud_create
fi
cloud_connect

install_dapr "$([ "$brokers" = 1 ] && printf false || printf true)"
install_kafka "$brokers"
install_postgresql_operator
begin 'The gateway controller'
cloud_gateway

options=(--values charts/kafka/strimzi.yaml --values "charts/clouds/$values.yaml" --set postgresql.source=cloudnativepg)
case "$image" in
  '') ;;
  *@*) options+=(--set "image.repository=${image%@*}" --set "image.digest=${image#*@}") ;;
  *) options+=(--set "image.repository=${image%:*}" --set "image.tag=${image##*:}") ;;
esac
if [ -n "$certificate" ]; then
  url=https://$host
  tls_certificate=$certificate
  tls_key=$key
else
  url=http://$host
  options+=(--set ingress.gateway.tlsSecret=)
fi
options+=(--set "publicUrl=$url")
install_rondo "${options[@]}" ${files[@]+"${files[@]}"}

begin 'The address'
run kubectl wait gateway/rondo --namespace rondo --for=condition=Programmed --timeout=15m
address=$(value_of address kubectl get gateway rondo --namespace rondo --output 'jsonpath={.status.addresses[0].value}')
say ''
say "Rondo: $url"
say "once $host is in your DNS as $address (an A record; a CNAME where it is a name)."
