//go:build !since36

package main

import "k8s.io/apiserver/pkg/admission/plugin/policy/validating"

func newPlugin() (*validating.Plugin, error) { return validating.NewPlugin(nil), nil }
