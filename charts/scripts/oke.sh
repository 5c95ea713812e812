# Oracle Kubernetes Engine on Always Free shapes (Ampere, arm64), for charts/cloud.sh. A network of its own, found by its names.
# shellcheck shell=bash
# shellcheck disable=SC2034,SC2154 # Shares its variables with charts/cloud.sh.

brokers=1
# Of each node, and how many of them.
ocpus=2
memory_gb=12
nodes=2
if [ "$values" = oke-free ]; then nodes=1; fi

cloud_needs() { needs oci 'See https://docs.oracle.com/iaas/Content/API/SDKDocs/cliinstall.htm'; }

cloud_login() {
  if [ -n "$dry_run" ]; then
    project=${project:-'<compartment>'}
    return 0
  fi
  if ! oci iam region-subscription list >/dev/null 2>&1; then fail 'Nobody is logged in to Oracle Cloud: run oci setup config'; fi
  project=${project:-$(oci iam region-subscription list --query 'data[0]."tenancy-id"' --raw-output 2>/dev/null || true)}
  case "$project" in ocid1.*) ;; *) fail 'No compartment is known: give --project OCID' ;; esac
}

cloud_summary() {
  cat <<TEXT
In the compartment $project:
  a basic cluster $name, its network, and $nodes VM.Standard.A1.Flex node(s) of $ocpus OCPU and $memory_gb GB
  a flexible load balancer of 10 Mbit/s, volumes of 50 GB each for Kafka and PostgreSQL
Nothing a month as far as the Always Free allowance of your account goes; 30 GB of volumes beyond 200 GB are about 1 USD, and without
the allowance all of it is about 60 USD.
TEXT
}

# found KIND NAME…: the id of what has the name and is not gone; empty where there is none.
found() {
  local name_key=$1 wanted=$2
  shift 2
  if [ -n "$dry_run" ]; then
    shown oci "$@" >&2
    # Nothing is there to be kept, all is there to be destroyed.
    if [ -n "$destroy" ]; then printf '<%s>' "$2"; fi
    return 0
  fi
  local id
  id=$(oci "$@" --all --raw-output \
    --query "data[?$name_key=='$wanted' && \"lifecycle-state\"!='TERMINATED' && \"lifecycle-state\"!='DELETED'] | [0].id")
  case "$id" in ocid1.*) printf '%s' "$id" ;; esac
}

network() {
  local kind=$1 of_network=
  if [ "$kind" != vcn ]; then of_network=$vcn; fi
  # shellcheck disable=SC2086 # No network of a network: no option.
  found '"display-name"' "$name${2:+-$2}" network "$kind" list --compartment-id "$project" ${of_network:+--vcn-id "$of_network"}
}

# make_network VARIABLE KIND SUFFIX OPTIONS…: finds it, or makes it; sets the variable to its id.
make_network() {
  local variable=$1 kind=$2 suffix=$3 id
  shift 3
  id=$(network "$kind" "$suffix")
  if [ -z "$id" ]; then
    run oci network "$kind" create --compartment-id "$project" --display-name "$name${suffix:+-$suffix}" "$@" \
      --wait-for-state AVAILABLE
    id=$(network "$kind" "$suffix" 2>/dev/null)
    if [ -n "$dry_run" ]; then id="<$kind${suffix:+-$suffix}>"; fi
  fi
  if [ -z "$id" ]; then fail "Oracle Cloud made no $kind that can be found again."; fi
  printf -v "$variable" '%s' "$id"
}

find_cluster() { found name "$name" ce cluster list --compartment-id "$project"; }

cloud_exists() {
  cluster=$(find_cluster)
  [ -n "$cluster" ] && [ -n "$(found name "$name" ce node-pool list --compartment-id "$project" --cluster-id "$cluster")" ]
}

tcp_from() { printf '{"protocol":"6","source":"%s","tcpOptions":{"destinationPortRange":{"min":%s,"max":%s}}}' "$1" "$2" "$2"; }

cloud_create() {
  local version zone image
  make_network vcn vcn '' --cidr-block 10.90.0.0/16
  make_network internet internet-gateway internet --vcn-id "$vcn" --is-enabled true
  make_network routes route-table routes --vcn-id "$vcn" \
    --route-rules "[{\"destination\":\"0.0.0.0/0\",\"destinationType\":\"CIDR_BLOCK\",\"networkEntityId\":\"$internet\"}]"
  # From outside: web, and the Kubernetes API; among themselves: all.
  make_network rules security-list rules --vcn-id "$vcn" \
    --egress-security-rules '[{"destination":"0.0.0.0/0","protocol":"all"}]' \
    --ingress-security-rules "[{\"source\":\"10.90.0.0/16\",\"protocol\":\"all\"},$(tcp_from 0.0.0.0/0 80),$(tcp_from 0.0.0.0/0 443),$(tcp_from 0.0.0.0/0 6443)]"
  make_network public subnet public --vcn-id "$vcn" --cidr-block 10.90.1.0/24 --route-table-id "$routes" \
    --security-list-ids "[\"$rules\"]"
  make_network workers subnet nodes --vcn-id "$vcn" --cidr-block 10.90.2.0/24 --route-table-id "$routes" \
    --security-list-ids "[\"$rules\"]"
  version=$(value_of version oci ce cluster-options get --cluster-option-id all --query 'data."kubernetes-versions"[-1]' --raw-output)
  cluster=$(find_cluster)
  if [ -z "$cluster" ]; then
    run oci ce cluster create --compartment-id "$project" --name "$name" --type BASIC_CLUSTER --kubernetes-version "$version" \
      --vcn-id "$vcn" --endpoint-subnet-id "$public" --endpoint-public-ip-enabled true \
      --service-lb-subnet-ids "[\"$public\"]" --wait-for-state SUCCEEDED --wait-for-state FAILED
    cluster=$(find_cluster)
    if [ -n "$dry_run" ]; then cluster='<cluster>'; fi
  fi
  zone=$(value_of zone oci iam availability-domain list --compartment-id "$project" --query 'data[0].name' --raw-output)
  image=$(value_of image oci ce node-pool-options get --node-pool-option-id all --raw-output \
    --query "data.sources[?contains(\"source-name\",'aarch64') && contains(\"source-name\",'OKE-${version#v}')] | [0].\"image-id\"")
  run oci ce node-pool create --compartment-id "$project" --cluster-id "$cluster" --name "$name" --kubernetes-version "$version" \
    --node-shape VM.Standard.A1.Flex --node-shape-config "{\"ocpus\":$ocpus,\"memoryInGBs\":$memory_gb}" --node-image-id "$image" \
    --placement-configs "[{\"availabilityDomain\":\"$zone\",\"subnetId\":\"$workers\"}]" --size "$nodes" \
    --wait-for-state SUCCEEDED --wait-for-state FAILED
}

cloud_connect() {
  run oci ce cluster create-kubeconfig --cluster-id "${cluster:-$(find_cluster)}" --file "${KUBECONFIG:-$HOME/.kube/config}" \
    --token-version 2.0.0 --kube-endpoint PUBLIC_ENDPOINT
}

cloud_gateway() { install_envoy_gateway LoadBalancer; }

cloud_leftovers() { [ -n "$(find_cluster)" ] || [ -n "$(network vcn '')" ]; }

cloud_destroy() {
  local id kind
  cluster=$(find_cluster)
  if [ -n "$cluster" ]; then
    id=$(found name "$name" ce node-pool list --compartment-id "$project" --cluster-id "$cluster")
    if [ -n "$id" ]; then run oci ce node-pool delete --node-pool-id "$id" --force --wait-for-state SUCCEEDED; fi
    run oci ce cluster delete --cluster-id "$cluster" --force --wait-for-state SUCCEEDED
  fi
  vcn=$(network vcn '')
  if [ -z "$vcn" ]; then return 0; fi
  for kind in subnet:public:subnet-id subnet:nodes:subnet-id route-table:routes:rt-id security-list:rules:security-list-id \
    internet-gateway:internet:ig-id; do
    id=$(network "${kind%%:*}" "$(printf '%s' "$kind" | cut -d : -f 2)")
    if [ -n "$id" ]; then run oci network "${kind%%:*}" delete "--${kind##*:}" "$id" --force --wait-for-state TERMINATED; fi
  done
  run oci network vcn delete --vcn-id "$vcn" --force --wait-for-state TERMINATED
}
