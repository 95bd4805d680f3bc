//go:build !since35

package kube

import "k8s.io/pod-security-admission/policy"

// Evaluator returns the checks of Pod Security.
func Evaluator() (policy.Evaluator, error) { return policy.NewEvaluator(policy.DefaultChecks()) }
