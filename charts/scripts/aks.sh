# Azure Kubernetes Service, for charts/cloud.sh.
# shellcheck shell=bash
# shellcheck disable=SC2034,SC2154 # Shares its variables with charts/cloud.sh.

location=${location:-westeurope}
brokers=3

cloud_needs() { needs az 'See https://learn.microsoft.com/cli/azure/install-azure-cli (2.86 or newer)'; }

cloud_login() {
  if [ -n "$dry_run" ]; then return 0; fi
  if ! az account show >/dev/null 2>&1; then fail 'Nobody is logged in to Azure: run az login'; fi
}

cloud_summary() {
  cat <<TEXT
In a resource group $name of its own, in $location:
  a cluster $name of three Standard_D4s_v5 nodes (4 processors, 16 GB each)  about 420 USD a month
  its control plane, of the free tier                                       nothing
  a load balancer, volumes for Kafka and PostgreSQL                         about  60 USD
TEXT
}

cloud_exists() { is_there az aks show --resource-group "$name" --name "$name"; }

cloud_create() {
  run az group create --name "$name" --location "$location" --output none
  # Cilium enforces the network policies; application routing brings the Gateway API.
  run az aks create --resource-group "$name" --name "$name" --location "$location" --tier free --node-count 3 \
    --node-vm-size Standard_D4s_v5 --network-plugin azure --network-plugin-mode overlay --network-dataplane cilium \
    --enable-gateway-api --enable-app-routing-istio --generate-ssh-keys --output none
}

cloud_connect() { run az aks get-credentials --resource-group "$name" --name "$name" --overwrite-existing; }

cloud_gateway() { say 'The Gateway API is part of the cluster.'; }

cloud_destroy() { run az group delete --name "$name" --yes; }

cloud_leftovers() { [ "$(az group exists --name "$name")" = true ]; }
