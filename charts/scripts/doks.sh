# DigitalOcean Kubernetes, for charts/cloud.sh.
# shellcheck shell=bash
# shellcheck disable=SC2034,SC2154 # Shares its variables with charts/cloud.sh.

location=${location:-fra1}
brokers=3

cloud_needs() { needs doctl 'See https://docs.digitalocean.com/reference/doctl/how-to/install/'; }

cloud_login() {
  if [ -n "$dry_run" ]; then return 0; fi
  if ! doctl account get >/dev/null 2>&1; then fail 'Nobody is logged in to DigitalOcean: run doctl auth init'; fi
}

cloud_summary() {
  cat <<TEXT
In $location:
  a cluster $name of three s-4vcpu-8gb nodes (4 processors, 8 GB each)       about 144 USD a month
  its control plane                                                         nothing
  a load balancer, volumes for Kafka and PostgreSQL                         about  25 USD
TEXT
}

cloud_exists() { is_there doctl kubernetes cluster get "$name"; }

cloud_create() {
  # With subnets of its own it is VPC-native, which Cilium's Gateway API needs.
  run doctl kubernetes cluster create "$name" --region "$location" --version latest --wait \
    --cluster-subnet 192.168.0.0/20 --service-subnet 192.168.16.0/22 --node-pool 'name=rondo;size=s-4vcpu-8gb;count=3'
}

cloud_connect() { run doctl kubernetes cluster kubeconfig save "$name"; }

cloud_gateway() { say 'The Gateway API is part of the cluster.'; }

# --dangerous: load balancers and volumes too.
cloud_destroy() { run doctl kubernetes cluster delete "$name" --dangerous --force; }
