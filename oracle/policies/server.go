package main

import (
	"context"
	"encoding/json"

	admissionv1 "k8s.io/api/admissionregistration/v1"
	v1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/api/meta"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/apiserver/pkg/admission"
	"k8s.io/apiserver/pkg/admission/plugin/cel"
	"k8s.io/apiserver/pkg/admission/plugin/policy/validating"
	"k8s.io/apiserver/pkg/admission/plugin/webhook/matchconditions"
	"k8s.io/apiserver/pkg/cel/environment"
	"k8s.io/client-go/informers"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/kubernetes/fake"
	listers "k8s.io/client-go/listers/core/v1"
	"k8s.io/client-go/tools/cache"
)

// compile does what compilePolicy of the plugin does, which is not exported.
func compile(policy *admissionv1.ValidatingAdmissionPolicy) validating.Validator {
	with := cel.OptionalVariableDeclarations{HasParams: policy.Spec.ParamKind != nil, HasAuthorizer: true}
	plain := cel.OptionalVariableDeclarations{HasParams: policy.Spec.ParamKind != nil}
	strict(&with)
	strict(&plain)
	compiler, err := compositedCompiler()
	if err != nil {
		panic(err)
	}
	variables := []cel.NamedExpressionAccessor{}
	for _, one := range policy.Spec.Variables {
		variables = append(variables, &validating.Variable{Name: one.Name, Expression: one.Expression})
	}
	compiler.CompileAndStoreVariables(variables, with, environment.StoredExpressions)
	var matcher matchconditions.Matcher
	if len(policy.Spec.MatchConditions) > 0 {
		conditions := []cel.ExpressionAccessor{}
		for i := range policy.Spec.MatchConditions {
			conditions = append(conditions, (*matchconditions.MatchCondition)(&policy.Spec.MatchConditions[i]))
		}
		compiled := compiler.CompileCondition(conditions, with, environment.StoredExpressions)
		matcher = matchconditions.NewMatcher(compiled, policy.Spec.FailurePolicy, "policy", "validate", policy.Name)
	}
	validations, messages := []cel.ExpressionAccessor{}, []cel.ExpressionAccessor{}
	for _, one := range policy.Spec.Validations {
		validations = append(validations, &validating.ValidationCondition{Expression: one.Expression, Message: one.Message, Reason: one.Reason})
		if one.MessageExpression == "" {
			messages = append(messages, nil)
		} else {
			messages = append(messages, &validating.MessageExpressionCondition{MessageExpression: one.MessageExpression})
		}
	}
	audits := []cel.ExpressionAccessor{}
	for _, one := range policy.Spec.AuditAnnotations {
		audits = append(audits, &validating.AuditAnnotationCondition{Key: one.Key, ValueExpression: one.ValueExpression})
	}
	return validator(
		compiler.CompileCondition(validations, with, environment.StoredExpressions),
		matcher,
		compiler.CompileCondition(audits, with, environment.StoredExpressions),
		compiler.CompileCondition(messages, plain, environment.StoredExpressions),
		policy.Spec.FailurePolicy,
	)
}

// recorder keeps what a policy decides.
type recorder struct {
	validating.Validator
	policy string
	out    *outcome
}

func (r recorder) Validate(ctx context.Context, resource schema.GroupVersionResource, attributes *admission.VersionedAttributes, params runtime.Object, namespace *v1.Namespace, budget int64, authz asker) validating.ValidateResult {
	result := r.Validator.Validate(ctx, resource, attributes, params, namespace, budget, authz)
	r.out.Decisions = append(r.out.Decisions, describe(r.policy, result)...)
	return result
}

// params serves the objects of one kind as an informer that has seen them all.
type params struct {
	cache.SharedIndexInformer
	store cache.Indexer
	kind  schema.GroupResource
}

func (p params) Informer() cache.SharedIndexInformer { return p }
func (p params) HasSynced() bool                     { return true }
func (p params) Lister() cache.GenericLister         { return cache.NewGenericLister(p.store, p.kind) }

// paramsOf returns the objects of a kind; a kind of which one has a namespace has namespaces.
func paramsOf(all []json.RawMessage, kind *admissionv1.ParamKind) (informers.GenericInformer, meta.RESTScope) {
	out := params{
		store: cache.NewIndexer(cache.MetaNamespaceKeyFunc, cache.Indexers{cache.NamespaceIndex: cache.MetaNamespaceIndexFunc}),
		kind:  schema.GroupResource{Resource: kind.Kind},
	}
	scope := meta.RESTScopeRoot
	if kind.Kind == "ConfigMap" {
		scope = meta.RESTScopeNamespace
	}
	for _, raw := range all {
		object := &unstructured.Unstructured{}
		if err := object.UnmarshalJSON(raw); err != nil {
			panic(err)
		}
		if object.GetKind() != kind.Kind || object.GetAPIVersion() != kind.APIVersion {
			continue
		}
		if object.GetNamespace() != "" {
			scope = meta.RESTScopeNamespace
		}
		if err := out.store.Add(object); err != nil {
			panic(err)
		}
	}
	return out, scope
}

func namespaces(all []v1.Namespace) listers.NamespaceLister {
	store := cache.NewIndexer(cache.MetaNamespaceKeyFunc, cache.Indexers{})
	for i := range all {
		if err := store.Add(&all[i]); err != nil {
			panic(err)
		}
	}
	return listers.NewNamespaceLister(store)
}

// missing is a server that has no object, which is asked for what a cache has not.
func missing() kubernetes.Interface { return fake.NewSimpleClientset() }
