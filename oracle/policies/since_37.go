//go:build since37

package main

import (
	admissionv1 "k8s.io/api/admissionregistration/v1"
	"k8s.io/apiserver/pkg/admission/plugin/cel"
	"k8s.io/apiserver/pkg/admission/plugin/policy/validating"
	"k8s.io/apiserver/pkg/admission/plugin/webhook/matchconditions"
	"k8s.io/apiserver/pkg/authorization/authorizer"
	"k8s.io/apiserver/pkg/cel/environment"
)

type asker = authorizer.UnconditionalAuthorizer

func strict(*cel.OptionalVariableDeclarations) {}

func compositedCompiler() (*cel.CompositedCompiler, error) {
	return cel.NewCompositedCompiler(environment.MustBaseEnvSet(environment.DefaultCompatibilityVersion()))
}

func validator(validations cel.ConditionEvaluator, matcher matchconditions.Matcher, audits, messages cel.ConditionEvaluator, fail *admissionv1.FailurePolicyType) validating.Validator {
	return validating.NewValidator(validations, matcher, audits, messages, fail, nil)
}
