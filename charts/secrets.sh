#!/usr/bin/env bash
# Makes the Secrets that charts/rondo expects; --help says how.
set -euo pipefail
cd "$(dirname "$0")/.."

usage() {
  cat <<'HELP'
charts/secrets.sh [options]: makes the Secrets that charts/rondo expects. Those that are there stay as they are; keys and tokens
are generated, what is in the file counts more. No value is printed, or given to a program as an argument.

  --namespace NAME       where Rondo is (rondo)
  --from FILE            lines NAME=VALUE: smtp-url, openai-api-key, kafka-password, tasks-database-url … and admin-url, the URL of
                         a PostgreSQL user who may create roles, by which each service gets roles of its own (it is not kept)
  --cloudnativepg        the roles are made in the cluster of --cluster, through a port forwarded for that moment
  --cluster NAME         of CloudNativePG's (rondo-postgresql)
  --kafka-user NS/NAME   kafka-password from the Secret that Strimzi made for its KafkaUser
  --dry-run              prints each command and runs none
HELP
}

namespace=rondo
file=
cloudnativepg=
cluster=rondo-postgresql
kafka_user=
# shellcheck source=charts/scripts/common.sh
. charts/scripts/common.sh
while [ $# -gt 0 ]; do
  case "$1" in
    --namespace) argument "$@" && namespace=$taken && shift ;;
    --from) argument "$@" && file=$taken && shift ;;
    --cloudnativepg) cloudnativepg=1 ;;
    --cluster) argument "$@" && cluster=$taken && shift ;;
    --kafka-user) argument "$@" && kafka_user=$taken && shift ;;
    --dry-run) dry_run=1 ;;
    --help | -h) usage && exit 0 ;;
    *) fail "$1: no such option. --help lists them." ;;
  esac
  shift
done
case "$kafka_user" in '' | */*) ;; *) fail "--kafka-user: expected NAMESPACE/NAME, got $kafka_user" ;; esac
if [ -n "$file" ] && [ ! -r "$file" ]; then fail "--from: $file can't be read"; fi
needs_cluster_tools

scratch=$(mktemp -d)
chmod 700 "$scratch"
forward=
finish() {
  if [ -n "$forward" ]; then kill "$forward" 2>/dev/null || true; fi
  rm -rf "$scratch"
}
trap finish EXIT

# encoded NAME SECRET KEY NAMESPACE: a line for secrets.ts, where there is such a Secret.
encoded() {
  local value
  if value=$(kubectl get secret "$2" --namespace "$4" --output "go-template={{index .data \"$3\"}}" 2>/dev/null); then
    printf 'base64 %s %s\n' "$1" "$value"
  elif [ "${5:-}" != optional ]; then
    fail "There is no Secret $2 in the namespace $4."
  fi
}

# Forwards a free port to the database and sets `forwarded`.
forward_database() {
  shown kubectl port-forward "service/$cluster-rw" :5432 --namespace "$namespace"
  kubectl port-forward "service/$cluster-rw" :5432 --namespace "$namespace" >"$scratch/forward" 2>&1 &
  forward=$!
  local waited=0
  while ! forwarded=$(sed -n 's/^Forwarding from \(127\.0\.0\.1:[0-9]*\).*/\1/p' "$scratch/forward" | head -n 1) || [ -z "$forwarded" ]; do
    if ! kill -0 "$forward" 2>/dev/null || [ "$waited" -ge 150 ]; then
      fail "$cluster-rw in the namespace $namespace can't be reached: $(tail -n 1 "$scratch/forward")"
    fi
    waited=$((waited + 1))
    sleep 0.2
  done
}

# What is known, for secrets.ts: only ever in pipes.
known() {
  # database-key is none of the services' Secrets: it is read, and made where it is missing.
  kubectl get secrets --namespace "$namespace" --output name | sed -n 's|^secret/|present |p' | grep -v '^present database-key$' || true
  encoded database-key database-key database-key "$namespace" optional
  if [ -n "$kafka_user" ]; then encoded kafka-password "${kafka_user#*/}" password "${kafka_user%/*}"; fi
  if [ -n "$file" ]; then sed 's/^/given /' "$file"; fi
  if [ -n "$cloudnativepg" ]; then
    encoded admin-password "$cluster-app" password "$namespace"
    printf 'forwarded %s %s\n' "$forwarded" "$cluster-rw:5432"
  fi
}

step='making the Secrets'
if [ -n "$dry_run" ]; then
  shown kubectl get secrets --namespace "$namespace" --output name
  if [ -n "$cloudnativepg" ]; then shown kubectl port-forward "service/$cluster-rw" :5432 --namespace "$namespace"; fi
  shown node charts/scripts/secrets.ts
  shown kubectl apply --server-side --force-conflicts --namespace "$namespace" --filename -
  exit 0
fi
if [ -n "$cloudnativepg" ]; then forward_database; fi
known | PATH="$PWD/node_modules/.bin:$PATH" node charts/scripts/secrets.ts >"$scratch/secrets.json"
# Server-side: kubectl's own way would keep the values a second time, in an annotation.
run kubectl apply --server-side --force-conflicts --namespace "$namespace" --filename "$scratch/secrets.json"
