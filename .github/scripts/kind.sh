#!/usr/bin/env bash
# Rondo on the cluster of kubectl's context, as charts/minikube.sh has it, with the image rondo:nightly. For nightly.yaml.
set -euo pipefail
cd "$(dirname "$0")/../.."
# shellcheck source=charts/scripts/common.sh
. charts/scripts/common.sh
# shellcheck source=charts/scripts/parts.sh
. charts/scripts/parts.sh

install_dapr false
install_kafka 1
install_postgresql_operator
install_envoy_gateway ClusterIP
install_rondo --values charts/kafka/strimzi.yaml --values charts/clouds/minikube.yaml --set publicUrl=http://localhost:4000 \
  --set image.repository=docker.io/library/rondo --set image.tag=nightly
