#!/bin/sh
# What every pipeline runs, whatever it is called. Works on a laptop too.
#   ./ci.sh verify          builds and tests
#   ./ci.sh image TAG       builds the container image and pushes it; prints its digest
#   ./ci.sh pin DIGEST      writes the digest into deploy/kustomization.yaml
#   ./ci.sh deploy ENV      applies deploy/ to the namespace ${{ values.name }}-ENV (dev, staging or prod)
set -eu
cd "$(dirname "$0")"
image=registry.fernwick.example/${{ values.team }}/${{ values.name }}

usage() {
  sed -n '2,6p' "$0" >&2
  exit 2
}

case "${1:-}" in
  verify)
    [ $# -eq 1 ] || usage
    mvn --batch-mode --no-transfer-progress verify
    ;;
  image)
    [ $# -eq 2 ] || usage
    docker build --tag "$image:$2" . >&2
    docker push "$image:$2" >&2
    docker inspect --format '{{index .RepoDigests 0}}' "$image:$2" | sed 's/^.*@//'
    ;;
  pin)
    [ $# -eq 2 ] || usage
    echo "$2" | grep -Eq '^sha256:[0-9a-f]{64}$' || { echo "Not a digest: $2" >&2; exit 2; }
    sed -E "s/^(    )(newTag|digest): .*/\1digest: $2/" deploy/kustomization.yaml > deploy/kustomization.new
    mv deploy/kustomization.new deploy/kustomization.yaml
    ;;
  deploy)
    [ $# -eq 2 ] || usage
    kubectl apply --namespace "${{ values.name }}-$2" --kustomize deploy
    kubectl rollout status --namespace "${{ values.name }}-$2" deployment/${{ values.name }} --timeout 5m
    ;;
  *) usage ;;
esac
