# Google Kubernetes Engine, for charts/cloud.sh.
# shellcheck shell=bash
# shellcheck disable=SC2034,SC2154 # Shares its variables with charts/cloud.sh.

location=${location:-europe-west1-b}
brokers=3

cloud_needs() {
  needs gcloud 'See https://cloud.google.com/sdk/docs/install'
  needs gke-gcloud-auth-plugin 'Install it with: gcloud components install gke-gcloud-auth-plugin'
}

cloud_login() {
  local account
  account=$(value_of account gcloud auth list --filter=status:ACTIVE '--format=value(account)')
  if [ -z "$account" ]; then fail 'Nobody is logged in to Google Cloud: run gcloud auth login'; fi
  project=${project:-$(value_of project gcloud config get-value project 2>/dev/null)}
  if [ -z "$project" ]; then fail 'No project is chosen: give --project ID, or run gcloud config set project ID'; fi
}

cloud_summary() {
  cat <<TEXT
In the project $project, in $location:
  a cluster $name of three e2-standard-4 nodes (4 processors, 16 GB each)   about 295 USD a month
  its control plane (the first zonal cluster of an account is free)         about  74 USD
  a load balancer, volumes for Kafka and PostgreSQL                         about  45 USD
TEXT
}

cloud_exists() { is_there gcloud container clusters describe "$name" --project "$project" --location "$location"; }

cloud_create() {
  run gcloud services enable container.googleapis.com --project "$project"
  # Dataplane V2 enforces the network policies.
  run gcloud container clusters create "$name" --project "$project" --location "$location" --num-nodes 3 \
    --machine-type e2-standard-4 --disk-size 50 --release-channel regular --enable-ip-alias --enable-dataplane-v2 \
    --gateway-api standard --workload-pool "$project.svc.id.goog" --quiet
}

cloud_connect() { run gcloud container clusters get-credentials "$name" --project "$project" --location "$location"; }

cloud_gateway() { say 'The Gateway API is part of the cluster.'; }

cloud_destroy() { run gcloud container clusters delete "$name" --project "$project" --location "$location" --quiet; }
