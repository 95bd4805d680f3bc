//go:build since37

package main

import (
	"context"

	admissionv1 "k8s.io/api/admissionregistration/v1"
	v1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/apiserver/pkg/admission"
	"k8s.io/apiserver/pkg/admission/plugin/cel"
	"k8s.io/apiserver/pkg/admission/plugin/policy/validating"
	"k8s.io/apiserver/pkg/admission/plugin/webhook/matchconditions"
	"k8s.io/apiserver/pkg/authorization/authorizer"
	"k8s.io/apiserver/pkg/cel/environment"
)

func strict(*cel.OptionalVariableDeclarations) {}

func compositedCompiler() (*cel.CompositedCompiler, error) {
	return cel.NewCompositedCompiler(environment.MustBaseEnvSet(environment.DefaultCompatibilityVersion()))
}

func validator(validations cel.ConditionEvaluator, matcher matchconditions.Matcher, audits, messages cel.ConditionEvaluator, fail *admissionv1.FailurePolicyType) validating.Validator {
	return validating.NewValidator(validations, matcher, audits, messages, fail, nil)
}

// recorder keeps what a policy decides.
type recorder struct {
	validating.Validator
	policy string
	out    *outcome
}

func (r recorder) Validate(ctx context.Context, resource schema.GroupVersionResource, attributes *admission.VersionedAttributes, params runtime.Object, namespace *v1.Namespace, budget int64, authz authorizer.UnconditionalAuthorizer) validating.ValidateResult {
	result := r.Validator.Validate(ctx, resource, attributes, params, namespace, budget, authz)
	r.out.Decisions = append(r.out.Decisions, describe(r.policy, result)...)
	return result
}
