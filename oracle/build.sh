#!/bin/sh
# build.sh 1.37.2 FOLDER [PROGRAM …]: build the programs for one release of Kubernetes, 1.29 or later, into FOLDER/1.37.
set -eu
version=$1 folder=$2
shift 2
[ $# -gt 0 ] || set -- strategy placement reader
here=$(cd "$(dirname "$0")" && pwd)
minor=$(echo "$version" | cut -d. -f2)
rm -rf "$folder/1.$minor/source"
mkdir -p "$folder/1.$minor/source"
folder=$(cd "$folder/1.$minor" && pwd)
cd "$folder/source"
for part in internal "$@"; do cp -R "$here/$part" .; done
export GOFLAGS="${GOFLAGS:-} -mod=mod"
tags=$(for since in 35 37; do [ "$minor" -lt $since ] || printf 'since%s,' $since; done)
# k8s.io/kubernetes names its staging modules by path; as modules they have versions of their own, 0.37.2 for 1.37.2
downloaded=$(go mod download -json "k8s.io/kubernetes@v$version" | sed -n 's/^\t"GoMod": "\(.*\)",$/\1/p')
{
	echo "module dslint/oracle"
	grep -E '^(go|godebug) ' "$downloaded"
	echo "require k8s.io/kubernetes v$version"
	sed -n "s/^\t\(k8s.io.*\) => .\/staging.*/replace \1 => \1 v0.${version#1.}/p" "$downloaded"
} > go.mod
go mod tidy
for program in "$@"; do
	go build -tags "$tags" -ldflags '-s -w' -o "$folder/$program" "./$program"
done
