#!/usr/bin/env bash
# Rondo's own commands for operators, run inside a cluster; --help says how.
set -euo pipefail
cd "$(dirname "$0")/.."

usage() {
  cat <<'HELP'
charts/command.sh [options] COMMAND ARGUMENTS…: runs a command of Rondo's beside the services, as they are: in their image, with their Kafka
and the rights of its user, in a pod that is taken away afterwards. Ends as the command does.

  topics [--partitions N] [--apply]        how Kafka's topics differ from what Rondo needs
  dead-letters list|show|redrive TOPIC [--group GROUP] [--event ID]
                                           events that a service has given up
  verify-activity [--user ID]              whether every user's history is whole
  --namespace NAME       where Rondo is (rondo)
  --dry-run              prints each command and runs none
HELP
}

namespace=rondo
# shellcheck source=charts/scripts/common.sh
. charts/scripts/common.sh
while [ $# -gt 0 ]; do
  case "$1" in
    --namespace) argument "$@" && namespace=$taken && shift ;;
    --dry-run) dry_run=1 ;;
    --help | -h) usage && exit 0 ;;
    topics | dead-letters | verify-activity) break ;;
    *) fail "$1: expected topics, dead-letters, verify-activity, or an option. --help says more." ;;
  esac
  shift
done
if [ $# = 0 ]; then fail 'Expected topics, dead-letters or verify-activity. --help says more.'; fi
needs_cluster_tools

pod=rondo-command-$$-$RANDOM
take_away() { kubectl delete pod "$pod" --namespace "$namespace" --ignore-not-found --wait=false >/dev/null 2>&1 || true; }

step='running it'
advice="Is Rondo in the namespace $namespace, and kubectl's context its cluster's?"
if [ -n "$dry_run" ]; then
  shown kubectl get deployment tasks --namespace "$namespace" --output json
  shown node charts/scripts/command.ts "$pod" "$@"
  shown kubectl create --namespace "$namespace" --filename -
  shown kubectl logs "$pod" --namespace "$namespace" --follow --pod-running-timeout=2m
  shown kubectl delete pod "$pod" --namespace "$namespace"
  exit 0
fi
trap take_away EXIT
kubectl get deployment tasks --namespace "$namespace" --output json |
  PATH="$PWD/node_modules/.bin:$PATH" node charts/scripts/command.ts "$pod" "$@" |
  kubectl create --namespace "$namespace" --filename - >/dev/null
kubectl logs "$pod" --namespace "$namespace" --follow --pod-running-timeout=2m
# What it ended with is known a moment after its last line.
code=
waited=0
while [ -z "$code" ] && [ "$waited" -lt 50 ]; do
  if [ "$waited" -gt 0 ]; then sleep 0.2; fi
  code=$(kubectl get pod "$pod" --namespace "$namespace" --output 'jsonpath={.status.containerStatuses[0].state.terminated.exitCode}')
  waited=$((waited + 1))
done
trap - ERR
exit "${code:-1}"
